/**
 * Messages to a chunk of Fluent Bit's: events, one after the other, with the markers of their groups.
 *
 * @module
 */
import type { EventGroup } from './decoder.ts';
import { EventEncoder, type EventInput } from './encoder.ts';
import { type Change, type Key, LogEvent, type RawEvent } from './log-event.ts';
import type { Reader } from './reader.ts';
import { EventPlaces, writeMessage, Writer } from './writer.ts';

/** What {@link ChunkEncoder.add} takes. */
export interface GroupedEventInput extends EventInput {
  /** The group that the record is in. */
  group?: EventGroup | undefined;
}

const FIRST_SIZE = 128 * 1024;
/** So much is free when an event is written. A larger one is the library's, which has a buffer of its own. */
const ROOM = 64 * 1024;
/** From here on V8's copying beats a loop. */
const SHORT_RUN = 256;

/** What encoders share, so that the next chunk is encoded by what the last one has taught. */
export class EncoderState {
  readonly encoder = new EventEncoder();
  readonly places = new EventPlaces();
}

/** Encodes one chunk. */
export class ChunkEncoder {
  readonly #state: EncoderState;
  #writer: Writer;
  #size = 0;
  // The run: bytes of one chunk that go on as they are, of one event or of several that follow each other.
  #runOf: Reader | undefined;
  #runStart = 0;
  #runEnd = 0;
  #group: EventGroup | undefined;

  /**
   * @param state - may be shared: it is only used during the calls.
   * @param size - how many bytes the chunk is likely to have.
   */
  constructor(state: EncoderState = new EncoderState(), size = 0) {
    this.#state = state;
    this.#writer = this.#newWriter(Math.max(FIRST_SIZE, size + ROOM));
  }

  /**
   * Appends a record. Those of one group (the same object) that follow each other are put between its markers.
   *
   * @throws `FLB_NODE_E_BAD_MESSAGE`, naming the key; nothing of the record is in the chunk then.
   */
  add(message: GroupedEventInput | LogEvent): void {
    if (!(message instanceof LogEvent)) return this.#addMessage(message);
    const { raw } = message;
    if (raw === undefined || !this.#addRaw(raw, message.group)) this.#addMessage(message.toMessage());
  }

  #addMessage(message: GroupedEventInput): void {
    const { group } = message;
    if (group === this.#group) {
      this.#makeRoom(ROOM);
      const end = writeMessage(this.#writer, this.#size, message);
      if (end > 0) {
        this.#size = end;
        return;
      }
    }
    // Encoded first: the markers of a record that cannot be encoded would stand for nothing.
    const event = this.#state.encoder.encode(message);
    if (group === this.#group) return this.#append(event);
    const kept = event.slice();
    this.#enter(group);
    this.#append(kept);
  }

  /** @returns false: it has to be encoded as a whole, and nothing was appended. */
  #addRaw(event: RawEvent, group: EventGroup | undefined): boolean {
    if (event.changes) return group === this.#group && this.#splice(event, event.changes);
    this.#enter(group);
    this.#extend(event, event.start, event.end);
    return true;
  }

  /** Copies what is not changed, and encodes what is. */
  #splice(event: RawEvent, changes: readonly Change[]): boolean {
    const { source } = event;
    source.look(event.body);
    if (!source.isIndexed) return false;
    const size = this.#size + (this.#runOf ? this.#runEnd - this.#runStart : 0);
    const first = changes[0] as Change;
    const index = changes.length === 1 && first.value !== undefined ? source.find(first.key) : -1;
    if (index >= 0 ? this.#replace(event, index, first) : this.#spliceMany(event, changes)) return true;
    // What was there before comes first, copied by now or not.
    this.#makeRoom(0);
    this.#size = size;
    return false;
  }

  #replace(event: RawEvent, index: number, { key, value }: Change): boolean {
    const { keys, values } = event.source;
    this.#extend(event, event.start, values[index] as number);
    if (!this.#writeValue(key, value)) return false;
    this.#extend(event, keys[index + 1] as number, event.end);
    return true;
  }

  #spliceMany(event: RawEvent, changes: readonly Change[]): boolean {
    const { source } = event;
    const there: { index: number; change: Change }[] = [];
    const added: Change[] = [];
    let count = source.size;
    for (const change of changes) {
      const index = source.find(change.key);
      if (index >= 0) there.push({ index, change });
      else if (change.value !== undefined) added.push(change);
      if (index < 0 || change.value !== undefined) continue;
      // The one before it would come to light.
      if (source.find(change.key, index) >= 0) return false;
      count -= 1;
    }
    there.sort((a, b) => a.index - b.index);

    this.#extend(event, event.start, event.body);
    this.#makeRoom(ROOM);
    this.#size = this.#writer.mapHeader(this.#size, count + added.length);
    let from = source.keys[0] as number;
    for (const { index, change } of there) {
      const isDeleted = change.value === undefined;
      this.#extend(event, from, (isDeleted ? source.keys : source.values)[index] as number);
      if (!isDeleted && !this.#writeValue(change.key, change.value)) return false;
      from = source.keys[index + 1] as number;
    }
    this.#extend(event, from, event.end);
    return added.every(({ key, value }) => this.#writeValue(key, value, true));
  }

  /** @returns false: this is for the library, which also says what a getter has thrown. */
  #writeValue(key: Key, value: unknown, withKey = false): boolean {
    this.#makeRoom(ROOM);
    const writer = this.#writer;
    try {
      const at = withKey ? writer.key(this.#size, key.name) : this.#size;
      const end = at < 0 ? at : writer.value(at, value, 2, key.writePlace);
      if (end < 0) return false;
      this.#size = end;
      return true;
    } catch {
      return false;
    }
  }

  /** The chunk. Call it once, last; its bytes are not copied, and may be those of the chunk that the events are from. */
  finish(): Uint8Array {
    this.#enter(undefined);
    if (this.#runOf && this.#size === 0) return this.#runOf.bytes.subarray(this.#runStart, this.#runEnd);
    this.#makeRoom(0);
    return this.#writer.bytes.subarray(0, this.#size);
  }

  #enter(group: EventGroup | undefined): void {
    if (group === this.#group) return;
    const { encoder } = this.#state;
    if (this.#group !== undefined) this.#append(encoder.encodeGroupEnd());
    if (group !== undefined) this.#append(encoder.encodeGroupStart(group));
    this.#group = group;
  }

  #append(event: Uint8Array): void {
    this.#makeRoom(event.length);
    this.#writer.bytes.set(event, this.#size);
    this.#size += event.length;
  }

  #extend({ source: { reader } }: RawEvent, start: number, end: number): void {
    if (this.#runOf !== reader || this.#runEnd !== start) {
      this.#makeRoom(0);
      this.#runOf = reader;
      this.#runStart = start;
    }
    this.#runEnd = end;
  }

  /** Copies the run, and sees to it that so many more bytes fit behind it. */
  #makeRoom(room: number): void {
    const run = this.#runOf;
    const runSize = run ? this.#runEnd - this.#runStart : 0;
    const need = this.#size + runSize + room;
    if (need > this.#writer.end) {
      const { bytes } = this.#writer;
      this.#writer = this.#newWriter(Math.max(need, 2 * bytes.length));
      this.#writer.bytes.set(bytes.subarray(0, this.#size));
    }
    if (run === undefined) return;
    copy(run, this.#runStart, this.#runEnd, this.#writer, this.#size);
    this.#size += runSize;
    this.#runOf = undefined;
  }

  #newWriter(size: number): Writer {
    // Not zeroed: no byte is read before it is written.
    const writer = new Writer(new Uint8Array(Buffer.allocUnsafeSlow(size).buffer), this.#state.places);
    writer.end = size;
    return writer;
  }
}

function copy({ bytes, view }: Reader, start: number, end: number, to: Writer, at: number): void {
  const size = end - start;
  if (size > SHORT_RUN) {
    to.bytes.set(bytes.subarray(start, end), at);
    return;
  }
  let i = 0;
  for (; i + 4 <= size; i += 4) to.view.setInt32(at + i, view.getInt32(start + i));
  for (; i < size; i++) to.view.setUint8(at + i, view.getUint8(start + i));
}
