/** The filter of the benchmarks: does with each record what its section says. */
import { type Chunk, type Context, type FilterPlugin, type FilterResult, type FluentBit, registerFilter } from 'fluent-bit-node';
import { type Change, changes } from './changes.ts';

class Bench implements FilterPlugin {
  #change!: Change;

  init(_ctx: Context, { conf }: FluentBit): void {
    const how = conf.get('do') ?? 'change';
    const change = changes[how];
    if (!change) throw new Error(`do: ${how}, expected one of ${Object.keys(changes).join(', ')}`);
    this.#change = change;
  }

  filter(_ctx: Context, chunk: Chunk): FilterResult {
    return this.#change(chunk);
  }
}

export default registerFilter('bench', 'Changes, drops or passes records', () => new Bench());
