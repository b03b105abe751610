/** Records of one tag that go into one object. */
export interface Batch {
  tag: string;
  /** Of its first record. */
  time: Date;
  lines: string[];
}

export interface BatchOptions {
  /** Characters from which on a batch waits no longer. */
  limit: number;
  /** Milliseconds that a batch waits for more. */
  wait: number;
  send(batch: Batch): Promise<void>;
}

interface OpenBatch {
  batch: Batch;
  size: number;
  close(): void;
  sent: Promise<void>;
}

/**
 * Puts the chunks of flushes that are under way at the same time together, tag by tag. Each of these flushes is
 * answered when the object is stored, and not before: Fluent Bit keeps its chunks until then.
 */
export class Batches {
  readonly #options: BatchOptions;
  readonly #open = new Map<string, OpenBatch>();

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** @returns settles as the sending of its batch does. */
  add(tag: string, time: Date, lines: string): Promise<void> {
    const open = this.#open.get(tag) ?? this.#begin(tag, time);
    open.batch.lines.push(lines);
    open.size += lines.length;
    if (open.size >= this.#options.limit) open.close();
    return open.sent;
  }

  #begin(tag: string, time: Date): OpenBatch {
    const { wait, send } = this.#options;
    const batch: Batch = { tag, time, lines: [] };
    let close!: () => void;
    const closed = new Promise<void>((resolve) => {
      const timer = setTimeout(() => close(), wait);
      close = () => {
        clearTimeout(timer);
        // From here on the next chunk of the tag begins another batch.
        this.#open.delete(tag);
        resolve();
      };
    });
    const open = { batch, size: 0, close, sent: closed.then(() => send(batch)) };
    this.#open.set(tag, open);
    return open;
  }
}
