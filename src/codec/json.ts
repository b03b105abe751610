/**
 * Chunks as JSON lines, as Fluent Bit's `json_lines` format has them (`flb_pack_msgpack_to_json_format`).
 *
 * @module
 */
import { type DecodedEvent, decodedEvent, type DecodeOptions, EventIterator, type MakeEvent, needMap, readRecord } from './decoder.ts';
import type { EventTime } from './event-time.ts';
import { jsonText } from './json-text.ts';
import { JsonPlace, JsonWriter } from './json-writer.ts';
import { Reader } from './reader.ts';
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

/** What comes before the record's own keys is about this long. */
const DATE_ROOM = 64;

/** {@link dateText}, for the times of this century: its 16 digits are those of the microseconds. */
const writeDate = (json: JsonWriter, time: EventTime): void => {
  const { seconds, nanoseconds } = time;
  json.put('{"date":');
  if (seconds < 1e9) return json.put(dateText(time));
  json.room(DATE_ROOM);
  // As the double that it is: the difference is exact, and so is the product, for it has 22 bits behind the point.
  const micros = nanoseconds === 0 ? 0 : Math.round((seconds + nanoseconds / 1e9 - seconds) * 1e6);
  json.digits(micros === 1e6 ? seconds + 1 : seconds, 10);
  if (nanoseconds === 0) return json.put('.0');
  if (micros === 0 || micros === 1e6) return;
  let rest = micros;
  let count = 6;
  for (; rest % 10 === 0; count--) rest /= 10;
  json.byte(0x2e);
  json.digits(rest, count);
};

// Of all chunks: the next one has the shapes of the one before.
const recordPlace = new JsonPlace();

/** A chunk as text: one line, ended by a newline, per record. Bad records are left out and reported. */
export function toJSONLines(bytes: Uint8Array, options: DecodeOptions = {}): string {
  const reader = new Reader(bytes);
  const json = new JsonWriter(reader, 2 * bytes.length + DATE_ROOM);
  const write: MakeEvent<void> = ({ time, metadata }, group) => {
    const start = json.at;
    const body = reader.position;
    try {
      needMap(reader, 'record');
      if (isEmpty(metadata) && isEmpty(group?.attributes) && writeRecord(json, time)) return;
      reader.position = body;
      json.at = start;
      json.put(`${eventToJSON(decodedEvent(time, readRecord(reader), metadata, group))}\n`);
    } catch (error) {
      json.at = start;
      throw error;
    }
  };
  for (const _ of new EventIterator(reader, write, options));
  return json.toString();
}

/** False: it has to be decoded; what is written and read by then is to be taken back. */
function writeRecord(json: JsonWriter, time: EventTime): boolean {
  const { reader } = json;
  const size = reader.mapHeader();
  writeDate(json, time);
  const from = json.at;
  const shape = json.members(size, 0, recordPlace);
  // A record's own date takes the place of ours.
  if (shape === undefined || shape.keys.has('date')) return false;
  json.replace(from, 0x2c);
  json.byte(0x0a);
  return true;
}
