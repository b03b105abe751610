/**
 * Messages to a chunk of Fluent Bit's: events, one after the other, with the markers of their groups.
 *
 * @module
 */
import type { EventGroup } from './decoder.ts';
import { EventEncoder, type EventInput } from './encoder.ts';

/** What {@link ChunkEncoder.add} takes. */
export interface GroupedEventInput extends EventInput {
  /** The group that the record is in. */
  group?: EventGroup | undefined;
}

const FIRST_SIZE = 16 * 1024;

/** Encodes one chunk. */
export class ChunkEncoder {
  readonly #encoder: EventEncoder;
  #bytes = new Uint8Array(FIRST_SIZE);
  #size = 0;
  #group: EventGroup | undefined;

  /** @param encoder - may be shared: it is only used during the calls. */
  constructor(encoder: EventEncoder = new EventEncoder()) {
    this.#encoder = encoder;
  }

  /**
   * Appends a record. Those of one group (the same object) that follow each other are put between its markers.
   *
   * @throws `FLB_NODE_E_BAD_MESSAGE`, naming the key; nothing of the record is in the chunk then.
   */
  add(message: GroupedEventInput): void {
    // Encoded first: the markers of a record that cannot be encoded would stand for nothing.
    const event = this.#encoder.encode(message);
    if (message.group === this.#group) return this.#append(event);
    const kept = event.slice();
    this.#enter(message.group);
    this.#append(kept);
  }

  /** The chunk. Call it once, last; its bytes are not copied. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#enter(undefined);
    return this.#bytes.subarray(0, this.#size);
  }

  #enter(group: EventGroup | undefined): void {
    if (this.#group !== undefined) this.#append(this.#encoder.encodeGroupEnd());
    if (group !== undefined) this.#append(this.#encoder.encodeGroupStart(group));
    this.#group = group;
  }

  #append(event: Uint8Array): void {
    const end = this.#size + event.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(event, this.#size);
    this.#size = end;
  }
}
