/** The input of the benchmarks: writes the record of `bench/lib/record.mjs`, as fast as it may or at a rate. */
import { writeFileSync } from 'node:fs';
import {
  CancelledError,
  type Context,
  type FluentBit,
  type InputPlugin,
  type Message,
  type MessageChannel,
  registerInput,
} from 'fluent-bit-node';
import { fromFile, maker } from './records.ts';

/** Messages that writeBatch() gets at once. */
const BATCH = 1000;
/** Records that a paced input writes in one go: a timer for each would be what is measured. */
const TICK_MS = 10;

class Flood implements InputPlugin {
  #conf!: FluentBit['conf'];
  /** The instance, to tell the records of several apart. */
  #name!: string;
  #ledger!: string | undefined;
  #accepted = 0;

  init(_ctx: Context, fbit: FluentBit): void {
    this.#conf = fbit.conf;
    this.#name = fbit.instance.name;
    this.#ledger = fbit.conf.get('ledger');
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    try {
      const rate = Number(this.#conf.get('rate') ?? 0);
      if (this.#conf.get('idle') === 'on') await new Promise((done) => ctx.signal.addEventListener('abort', done));
      else if (rate > 0) await this.#pace(ctx, ch, rate);
      else if (this.#conf.get('mode') === 'batch') await this.#batches(ctx, ch);
      else await this.#flood(ctx, ch);
    } catch (error) {
      if (!CancelledError.is(error)) throw error;
    }
  }

  /** What was accepted, for the benchmarks of loss. */
  close(): void {
    if (this.#ledger) writeFileSync(this.#ledger, JSON.stringify({ accepted: this.#accepted }));
  }

  #maker(): (n: number) => Message {
    const records = this.#conf.get('records');
    if (records) return fromFile(records);
    return maker(Number(this.#conf.get('fields') ?? 0), Number(this.#conf.get('bytes') ?? 0));
  }

  async #flood(ctx: Context, ch: MessageChannel): Promise<void> {
    const make = this.#maker();
    for (let n = 0; !ctx.cancelled; n += 1) {
      await ch.write(make(n));
      this.#accepted += 1;
    }
  }

  async #batches(ctx: Context, ch: MessageChannel): Promise<void> {
    const make = this.#maker();
    const messages = new Array<Message>(BATCH);
    for (let n = 0; !ctx.cancelled; n += BATCH) {
      for (let i = 0; i < BATCH; i += 1) messages[i] = make(n + i);
      if (this.#ledger) await ch.writeBatch(this.#counted(messages));
      else await ch.writeBatch(messages);
    }
  }

  /** A message is asked for when the one before it was accepted. */
  *#counted(messages: readonly Message[]): Generator<Message, void> {
    for (const message of messages) {
      yield message;
      this.#accepted += 1;
    }
  }

  /** A stamped record at each step of the clock. */
  async #pace(ctx: Context, ch: MessageChannel, rate: number): Promise<void> {
    const make = this.#maker();
    const began = performance.now();
    for (let n = 0; !ctx.cancelled; ) {
      const due = ((performance.now() - began) * rate) / 1000;
      for (; n < due; n += 1) {
        const { record } = make(n);
        // Milliseconds since 1970, as precise as the clock.
        await ch.write({ record: { ...record, from: this.#name, sent: performance.timeOrigin + performance.now() } });
        this.#accepted += 1;
      }
      await ctx.sleep(TICK_MS);
    }
  }
}

export default registerInput('bench-flood', 'Writes the record of the benchmarks', () => new Flood());
