/** What the filter of the benchmarks does with a chunk. */
import type { Chunk, FilterResult } from 'fluent-bit-node';

export type Change = (chunk: Chunk) => FilterResult;

export const changes: Record<string, Change> = {
  /** One field of every record is set. */
  *change(chunk) {
    for (const event of chunk.events()) {
      event.set('level', 'changed');
      yield event;
    }
  },
  /** The same through plain objects. */
  *objects(chunk) {
    for (const message of chunk) {
      message.record['level'] = 'changed';
      yield message;
    }
  },
  /** Looks at one field of every record and lets the chunk pass. */
  look(chunk) {
    let seen = 0;
    for (const event of chunk.events()) if (event.get('level') === 'nowhere') seen += 1;
    return seen > 0 ? [] : chunk;
  },
  untouched: (chunk) => chunk,
  /** Every other record goes on. */
  *drop(chunk) {
    for (const event of chunk.events()) if (event.get('level') === 'info') yield event;
  },
};
