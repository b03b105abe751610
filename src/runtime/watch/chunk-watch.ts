/**
 * The chunks of an output or filter, while somebody looks: counted, and shown to the taps once their answer is known.
 *
 * @module
 */
import { Chunk } from '../../plugin/chunk.ts';
import type { TapDirection, TapResult } from '../../control/protocol.ts';
import { FlushStatus, type PluginType } from '../binding.ts';
import { countRecords } from './count-records.ts';
import { type EventJson, LONGEST_EVENT } from './event-json.ts';
import type { Tap } from './tap.ts';
import { RECORDS_IN, RECORDS_OUT } from './watch-data.ts';

/** The events of a chunk that one tap gets. */
type Shown = readonly [tap: Tap, members: readonly string[]];

/** Chunks that a plugin leaves without an answer are forgotten by then. */
const MOST_OPEN = 256;

const RESULTS: Record<FlushStatus, TapResult> = {
  [FlushStatus.ok]: 'ok',
  [FlushStatus.retry]: 'retry',
  [FlushStatus.error]: 'error',
};

export class ChunkWatch {
  readonly #type: PluginType;
  /** The beginning of each event. */
  readonly #head: string;
  readonly #words: Uint32Array;
  readonly #json: EventJson;
  readonly #tapsFor: (tag: string) => readonly Tap[];
  readonly #open = new Map<number, { tag: string; taps: readonly Tap[]; records: number; shown: readonly Shown[] }>();

  /** @param tapsFor - those that want events of a tag. */
  constructor(type: PluginType, head: string, words: Uint32Array, json: EventJson, tapsFor: (tag: string) => readonly Tap[]) {
    this.#type = type;
    this.#head = head;
    this.#words = words;
    this.#json = json;
    this.#tapsFor = tapsFor;
  }

  /** Before the plugin has it: what it does with the bytes is its own. */
  came(id: number, tag: string, data: ArrayBuffer): void {
    const bytes = new Uint8Array(data);
    const records = countRecords(bytes);
    Atomics.add(this.#words, RECORDS_IN, records);
    const taps = this.#tapsFor(tag);
    const shown = this.#read(taps, tag, bytes);
    if (this.#open.size >= MOST_OPEN) this.#open.delete(this.#open.keys().next().value as number);
    this.#open.set(id, { tag, taps, records, shown });
    if (this.#type === 'filter') this.#show('filtered-in', id, undefined, shown);
  }

  /** @param data - a filter's new chunk; `undefined`: as it came. */
  answered(id: number, status: FlushStatus, data: Uint8Array | undefined): void {
    const chunk = this.#open.get(id);
    if (chunk === undefined) return;
    this.#open.delete(id);
    const result = RESULTS[status];
    if (this.#type === 'output') return this.#show('flushed', id, result, chunk.shown);
    // Without an answer node.on_timeout decides, outside of this Worker.
    if (status !== FlushStatus.ok) return;
    Atomics.add(this.#words, RECORDS_OUT, data === undefined ? chunk.records : countRecords(data));
    const out = data === undefined ? chunk.shown : this.#read(chunk.taps, chunk.tag, data);
    this.#show('filtered-out', id, result, out);
  }

  late(id: number): void {
    const chunk = this.#open.get(id);
    this.#open.delete(id);
    if (chunk && this.#type === 'output') this.#show('flushed', id, 'late', chunk.shown);
  }

  #read(taps: readonly Tap[], tag: string, bytes: Uint8Array): Shown[] {
    if (taps.length === 0) return [];
    const chunk = new Chunk(tag, bytes);
    const all: [Tap, string[]][] = taps.map((tap) => [tap, []]);
    if (chunk.type !== 'logs') {
      const members = this.#json.membersOfSignal(tag, chunk.type, bytes.length);
      for (const [tap, texts] of all) if (tap.admits()) texts.push(members);
      return all;
    }
    for (const event of chunk) {
      // Made once, and not at all when no tap may have it.
      let members: string | undefined;
      for (const [tap, texts] of all) {
        if (!tap.admits()) continue;
        members ??= this.#json.membersOf(tag, event);
        if (members.length > LONGEST_EVENT) tap.drop(1);
        else texts.push(members);
      }
    }
    return all;
  }

  #show(direction: TapDirection, id: number, result: TapResult | undefined, shown: readonly Shown[]): void {
    const what = result === undefined ? '' : `,"result":"${result}"`;
    const head = `${this.#head},"direction":"${direction}"${what},"chunk":${id},`;
    for (const [tap, texts] of shown) {
      for (const members of texts) tap.send(`${head}${members}}`);
      tap.flush();
    }
  }
}
