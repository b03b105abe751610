/**
 * Messages to a chunk of Fluent Bit's: events, one after the other, with the markers of their groups.
 *
 * @module
 */
import type { EventGroup } from './decoder.ts';
import { EventEncoder, type EventInput } from './encoder.ts';
import { Key, LogEvent, type RawEvent } from './log-event.ts';
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

/** Bytes of one chunk that go on as they are: of one event, or of several that follow each other. */
interface Run {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  end: number;
}

/** Encodes one chunk. */
export class ChunkEncoder {
  readonly #state: EncoderState;
  #writer: Writer;
  #size = 0;
  #run: Run | undefined;
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

  /** Copies what is not changed. */
  #splice(event: RawEvent, changes: ReadonlyMap<string, unknown>): boolean {
    const { source } = event;
    source.look(event.body);
    if (!source.isIndexed) return false;

    const places: { index: number; key: Key; value: unknown }[] = [];
    const added: [string, unknown][] = [];
    let count = source.size;
    for (const [name, value] of changes) {
      const key = Key.of(name);
      const index = source.find(key);
      if (index >= 0) places.push({ index, key, value });
      else if (value !== undefined) added.push([name, value]);
      if (index >= 0 && value === undefined) {
        // The one before it would come to light.
        if (source.find(key, index) >= 0) return false;
        count -= 1;
      }
    }
    if (places.length > 1) places.sort((a, b) => a.index - b.index);

    const before = { size: this.#size, run: this.#run, end: this.#run?.end ?? 0 };
    let from = event.start;
    let ok = true;
    if (count !== source.size || added.length > 0) {
      this.#extend(event, from, event.body);
      ok = this.#write((writer, at) => writer.mapHeader(at, count + added.length));
      from = source.keys[0] as number;
    }
    for (const { index, key, value } of places) {
      const valueStart = source.values[index] as number;
      this.#extend(event, from, value === undefined ? (source.keys[index] as number) : valueStart);
      ok &&= value === undefined || this.#write((writer, at) => writer.value(at, value, 2, key.writePlace));
      from = source.keys[index + 1] as number;
    }
    this.#extend(event, from, event.end);
    for (const [name, value] of added) ok &&= this.#write((writer, at) => writer.entry(at, name, value, Key.of(name).writePlace));
    if (ok) return true;

    this.#size = before.size;
    this.#run = before.run;
    if (this.#run) this.#run.end = before.end;
    return false;
  }

  /** `write` is {@link Writer}'s. A getter of the value that throws is the library's to report. */
  #write(write: (writer: Writer, at: number) => number): boolean {
    this.#makeRoom(ROOM);
    let end: number;
    try {
      end = write(this.#writer, this.#size);
    } catch {
      return false;
    }
    if (end < 0) return false;
    this.#size = end;
    return true;
  }

  /** The chunk. Call it once, last; its bytes are not copied, and may be those of the chunk that the events are from. */
  finish(): Uint8Array {
    this.#enter(undefined);
    const run = this.#run;
    if (run && this.#size === 0) return run.bytes.subarray(run.start, run.end);
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
    const run = this.#run;
    if (run && run.bytes === reader.bytes && run.end === start) {
      run.end = end;
      return;
    }
    this.#makeRoom(0);
    this.#run = { bytes: reader.bytes, view: reader.view, start, end };
  }

  /** Copies the run, and sees to it that so many more bytes fit behind it. */
  #makeRoom(room: number): void {
    const run = this.#run;
    const runSize = run ? run.end - run.start : 0;
    const need = this.#size + runSize + room;
    if (need > this.#writer.bytes.length) {
      const { bytes } = this.#writer;
      this.#writer = this.#newWriter(Math.max(need, 2 * bytes.length));
      this.#writer.bytes.set(bytes.subarray(0, this.#size));
    }
    if (run === undefined) return;
    copy(run, this.#writer, this.#size);
    this.#size += runSize;
    this.#run = undefined;
  }

  #newWriter(size: number): Writer {
    // Not zeroed: no byte is read before it is written.
    const writer = new Writer(new Uint8Array(Buffer.allocUnsafeSlow(size).buffer), this.#state.places);
    writer.end = size;
    return writer;
  }
}

function copy({ bytes, view, start, end }: Run, to: Writer, at: number): void {
  const size = end - start;
  if (size > SHORT_RUN) {
    to.bytes.set(bytes.subarray(start, end), at);
    return;
  }
  let i = 0;
  for (; i + 4 <= size; i += 4) to.view.setInt32(at + i, view.getInt32(start + i));
  for (; i < size; i++) to.view.setUint8(at + i, view.getUint8(start + i));
}
