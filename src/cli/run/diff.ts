/**
 * What a filter made of a chunk, record by record.
 *
 * @module
 */
import { diffArrays } from 'diff';
import { jsonText } from '../../codec/json-text.ts';
import type { DecodedRecord } from '../../codec/values.ts';
import type { ReceivedMessage } from '../../plugin/message.ts';
import { prettyJson } from '../pretty-json.ts';
import { noColors, type Colors } from '../terminal.ts';

/** One record: without `after` it was dropped, without `before` added. */
export interface Change {
  readonly before?: ReceivedMessage;
  readonly after?: ReceivedMessage;
}

/**
 * Pairs what went in with what came out: a message keeps its time when it is returned itself or as
 * `{ ...message, record }`. Of several with the time of one, the first is that one, and the others are added.
 */
export function pair(before: readonly ReceivedMessage[], after: readonly ReceivedMessage[]): Change[] {
  const waiting = new Map<string, number[]>();
  before.forEach(({ time }, index) => {
    const same = waiting.get(time.toString());
    if (same) same.push(index);
    else waiting.set(time.toString(), [index]);
  });
  const partner = after.map(({ time }) => waiting.get(time.toString())?.shift());
  const found = new Set(partner);
  const changes: Change[] = [];
  let shown = 0;
  // Those that were dropped stand where they were.
  const showDropped = (end: number): void => {
    for (; shown < end; shown += 1) if (!found.has(shown)) changes.push({ before: before[shown] as ReceivedMessage });
  };
  after.forEach((message, at) => {
    const index = partner[at];
    if (index === undefined) return changes.push({ after: message });
    showDropped(index);
    return changes.push({ before: before[index] as ReceivedMessage, after: message });
  });
  showDropped(before.length);
  return changes;
}

/**
 * The change as text: `+` and `-` before lines that came and went.
 *
 * @param view - what of a message counts: the record, or its whole envelope.
 * @param colors - of the terminal.
 */
export function changeText({ before, after }: Change, view: (message: ReceivedMessage) => DecodedRecord, colors: Colors): string {
  const from = before && view(before);
  const to = after && view(after);
  const lines = (value: DecodedRecord | undefined): string[] => (value ? prettyJson(value, noColors).split('\n') : []);
  if (from && to && jsonText(from) === jsonText(to)) return colors.dim(`  ${jsonText(from)}`);
  const parts = diffArrays(lines(from), lines(to), { comparator: isSameLine }).flatMap(({ added, removed, value }) => {
    const [sign, paint] = added ? ['+', colors.green] : removed ? ['-', colors.red] : [' ', String];
    return value.map((line) => paint(`${sign} ${line}`));
  });
  return parts.join('\n');
}

/** The comma of a line depends on the next one. */
const isSameLine = (a: string, b: string): boolean => a.replace(/,$/, '') === b.replace(/,$/, '');
