/**
 * Events as the taps show them.
 *
 * @module
 */
import type { DecodedEvent } from '../../codec/decoder.ts';
import { EventTime } from '../../codec/event-time.ts';
import { jsonText } from '../../codec/json-text.ts';
import { ExtData, type DecodedRecord, type Value } from '../../codec/values.ts';
import { SECRET_VALUE } from '../../errors.ts';
import { Redactor } from '../../log/redactor.ts';

/** Letters of an event. A longer one is left out. */
export const LONGEST_EVENT = 1 << 16;

/** Makes texts of events, without the values of secret settings. */
export class EventJson {
  readonly #redactor = new Redactor();
  #hasSecrets = false;

  addSecrets(values: readonly string[]): void {
    this.#redactor.add(values);
    this.#hasSecrets ||= values.length > 0;
  }

  /** Members of a JSON object: `"tag":"a","time":...`. */
  membersOf(tag: string | undefined, { time, record, metadata }: DecodedEvent): string {
    const more = metadata === undefined ? '' : `,"metadata":${this.#text(metadata)}`;
    return `${this.#tag(tag)}"time":"${time.toString()}"${more},"record":${this.#text(record)}`;
  }

  membersOfSignal(tag: string | undefined, signal: 'metrics' | 'traces', bytes: number): string {
    return `${this.#tag(tag)}"signal":"${signal}","bytes":${bytes}`;
  }

  #tag(tag: string | undefined): string {
    return tag === undefined ? '' : `"tag":${this.#text(tag)},`;
  }

  #text(value: Value | DecodedRecord): string {
    return jsonText(this.#hasSecrets ? this.#redact(value as Value) : (value as Value));
  }

  #redact(value: Value): Value {
    switch (typeof value) {
      case 'string':
        return this.#redactor.redact(value);
      case 'number':
      case 'bigint':
        return this.#redactor.redact(String(value)) === String(value) ? value : SECRET_VALUE;
      case 'object':
        return this.#redactObject(value);
      default:
        return value;
    }
  }

  #redactObject(value: Value & object | null): Value {
    if (value === null || value instanceof EventTime || value instanceof ExtData) return value;
    if (value instanceof Uint8Array) return this.#redactor.redact(Buffer.from(value).toString());
    if (Array.isArray(value)) return value.map((each) => this.#redact(each));
    const entries = Object.entries(value as DecodedRecord);
    return Object.fromEntries(entries.map(([key, each]) => [this.#redactor.redact(key), this.#redact(each as Value)])) as Value;
  }
}
