/**
 * Chunks as JSON lines, as Fluent Bit's `json_lines` format has them (`flb_pack_msgpack_to_json_format`).
 *
 * @module
 */
import { decodeEvents, type DecodedEvent, type DecodeOptions } from './decoder.ts';
import type { EventTime } from './event-time.ts';
import { jsonText } from './json-text.ts';
import { isEmpty } from './values.ts';

/** Seconds as Fluent Bit prints a double: 16 digits (`%.16g`), and `.0` where there is no fraction. */
const dateText = (time: EventTime): string => {
  const seconds = time.seconds + time.nanoseconds / 1e9;
  return time.nanoseconds === 0 ? `${time.seconds}.0` : String(Number(seconds.toPrecision(16)));
};

const internalText = ({ group, metadata }: DecodedEvent): string | undefined => {
  if (isEmpty(group?.attributes) && isEmpty(metadata)) return undefined;
  const attributes = group ? `"group_attributes":${jsonText(group.attributes)},` : '';
  return `{${attributes}"log_metadata":${jsonText(metadata ?? {})}}`;
};

/**
 * One event as a JSON object: `date` (seconds with a fraction), `__internal__` (its metadata and its group's
 * attributes, when there are any, as Fluent Bit 5 writes them), then the record's keys. A record's own `date` or
 * `__internal__` takes the place of ours. How values are written: {@link jsonText}.
 */
export function eventToJSON(event: DecodedEvent): string {
  const members: string[] = [];
  const { record } = event;
  if (!Object.hasOwn(record, 'date')) members.push(`"date":${dateText(event.time)}`);
  const internal = internalText(event);
  if (internal && !Object.hasOwn(record, '__internal__')) members.push(`"__internal__":${internal}`);
  const body = jsonText(record).slice(1, -1);
  if (body !== '') members.push(body);
  return `{${members.join(',')}}`;
}

/** A chunk as text: one line, ended by a newline, per record. Bad records are left out and reported. */
export function toJSONLines(bytes: Uint8Array, options: DecodeOptions = {}): string {
  let text = '';
  for (const event of decodeEvents(bytes, options)) text += `${eventToJSON(event)}\n`;
  return text;
}
