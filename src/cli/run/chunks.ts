/**
 * Lines of text to chunks, as Fluent Bit would make them of an input's records.
 *
 * @module
 */
import { ChunkEncoder, EncoderState } from '../../codec/chunk-encoder.ts';
import type { ReadMessage } from './lines.ts';

/** A chunk, and where it comes from. */
export interface ReadChunk {
  readonly tag: string;
  readonly bytes: Uint8Array;
  /** Numbers of its first and last line, from 1. */
  readonly lines: readonly [first: number, last: number];
}

export interface ChunkOptions {
  /** Records of a chunk at most. */
  readonly size: number;
  /** Of records without one. */
  readonly tag: string;
  readonly read: (line: string) => ReadMessage;
  /** Told of each line that is no record; the others go on. */
  readonly onBadLine: (number: number, error: unknown) => void;
}

/** So long a chunk waits for more, in milliseconds: somebody may be looking at what comes out. */
const WAIT = 200;

/** Records of one tag that follow each other are one chunk. */
export async function* readChunks(text: AsyncIterable<string>, options: ChunkOptions): AsyncGenerator<ReadChunk> {
  const builder = new ChunkBuilder(options);
  const pieces = splitLines(text)[Symbol.asyncIterator]();
  for (let next = pieces.next(); ; ) {
    const piece = await (builder.isEmpty ? next : Promise.race([next, late()]));
    if (piece === LATE) yield builder.take();
    else if (piece.done) break;
    else {
      for (const line of piece.value) yield* builder.add(line);
      next = pieces.next();
    }
  }
  if (!builder.isEmpty) yield builder.take();
}

const LATE = Symbol('late');
const late = (): Promise<typeof LATE> => new Promise((resolve) => setTimeout(() => resolve(LATE), WAIT).unref());

/** The lines of each piece that came. */
async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string[], void, undefined> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

class ChunkBuilder {
  readonly #options: ChunkOptions;
  readonly #state = new EncoderState();
  #encoder = new ChunkEncoder(this.#state);
  #tag = '';
  #count = 0;
  #first = 0;
  #last = 0;
  #line = 0;

  constructor(options: ChunkOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Gives the chunks that are complete by this line. */
  *add(line: string): Generator<ReadChunk> {
    this.#line += 1;
    if (line.trim() === '') return;
    let message: ReadMessage;
    try {
      message = this.#options.read(line);
      // Its own tag begins another chunk.
      if (!this.isEmpty && (message.tag ?? this.#options.tag) !== this.#tag) yield this.take();
      this.#encoder.add(message);
    } catch (error) {
      return this.#options.onBadLine(this.#line, error);
    }
    this.#tag = message.tag ?? this.#options.tag;
    if (this.#count === 0) this.#first = this.#line;
    this.#last = this.#line;
    this.#count += 1;
    if (this.#count >= this.#options.size) yield this.take();
  }

  take(): ReadChunk {
    const chunk: ReadChunk = { tag: this.#tag, bytes: this.#encoder.finish(), lines: [this.#first, this.#last] };
    this.#encoder = new ChunkEncoder(this.#state);
    this.#count = 0;
    return chunk;
  }
}
