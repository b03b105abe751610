/**
 * Chunks through a filter.
 *
 * @module
 */
import { decodeEvents } from '../../codec/decoder.ts';
import type { DecodedRecord } from '../../codec/values.ts';
import type { ReceivedMessage } from '../../plugin/message.ts';
import type { TestInstance } from '../../testing/instance.ts';
import { outColors } from '../terminal.ts';
import type { ReadChunk } from './chunks.ts';
import { changeText, pair } from './diff.ts';
import type { Lines } from './input.ts';

export interface FilterRun {
  /** Shows what changed in place of what goes on. */
  readonly diff: boolean;
  readonly view: (message: ReceivedMessage, tag: string) => DecodedRecord;
  readonly text: (message: ReceivedMessage, tag: string) => string;
}

/** Filters one after the other, and prints what goes on. False when the filter threw, which its log says. */
export async function feedFilter(
  instance: TestInstance,
  chunks: AsyncIterable<ReadChunk>,
  lines: Lines,
  { diff, view, text }: FilterRun,
): Promise<boolean> {
  let isGood = true;
  for await (const { tag, bytes } of chunks) {
    const { status, messages, error } = await instance.filter(bytes, { tag });
    // Stopped meanwhile.
    if (status === 'unanswered') break;
    if (error !== undefined) isGood = false;
    if (diff) {
      for (const change of pair([...decodeEvents(bytes)], messages)) {
        lines.add(changeText(change, (message) => view(message, tag), outColors));
      }
    } else {
      for (const message of messages) lines.add(text(message, tag));
    }
    await lines.flush();
    if (lines.left <= 0) break;
  }
  return isGood;
}
