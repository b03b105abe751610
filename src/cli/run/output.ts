/**
 * Chunks for an output.
 *
 * @module
 */
import type { TestInstance } from '../../testing/instance.ts';
import { errColors, say } from '../terminal.ts';
import type { ReadChunk } from './chunks.ts';

const MEANING = {
  retry: 'retry: Fluent Bit would send it again',
  error: 'error: Fluent Bit would drop it',
} as const;

/** Flushes one after the other. Each is flushed once, and what Fluent Bit would be told is said. False when one failed. */
export async function feedOutput(instance: TestInstance, chunks: AsyncIterable<ReadChunk>): Promise<boolean> {
  const counts = { ok: 0, retry: 0, error: 0 };
  for await (const { tag, bytes, lines } of chunks) {
    const { status } = await instance.flush(bytes, { tag });
    counts[status] += 1;
    if (status === 'ok') continue;
    say(errColors.yellow(`chunk of lines ${lines.join(' to ')}: ${MEANING[status]}`));
  }
  say(`chunks: ${counts.ok} delivered, ${counts.retry} to retry, ${counts.error} dropped`);
  return counts.retry + counts.error === 0;
}
