/**
 * What each kind of plugin does in a run.
 *
 * @module
 */
import { once } from 'node:events';
import { jsonText } from '../../codec/json-text.ts';
import type { DecodedRecord } from '../../codec/values.ts';
import { describeError, FluentBitNodeError } from '../../errors.ts';
import type { ReceivedMessage } from '../../plugin/message.ts';
import type { PluginType } from '../../runtime/binding.ts';
import type { TestInstance } from '../../testing/instance.ts';
import { prettyJson } from '../pretty-json.ts';
import { errColors, outColors, say } from '../terminal.ts';
import { readChunks, type ReadChunk } from './chunks.ts';
import { feedFilter } from './filter.ts';
import { printInput, printRest, type Lines } from './input.ts';
import { envelope, readEnvelope, readRecord } from './lines.ts';
import { feedOutput } from './output.ts';
import { endSession } from './session.ts';
import type { Source } from './source.ts';

/** Those of the command that the work depends on. */
export interface WorkOptions {
  readonly tag: string;
  readonly chunkSize: number;
  readonly once: boolean;
  readonly envelope: boolean;
  readonly pretty: boolean;
  readonly diff: boolean;
}

export interface Work extends WorkOptions {
  readonly lines: Lines;
  readonly stop: AbortSignal;
  /** Of outputs and filters. */
  readonly source: Source | undefined;
}

/** Does what its kind does, and ends it. False when something went wrong, which was said. */
export function work(instance: TestInstance, type: PluginType, options: Work): Promise<boolean> {
  const { source } = options;
  if (type === 'input') return runInput(instance, options);
  return source ? feed(instance, type, source, options) : runCustom(instance, options);
}

async function runInput(instance: TestInstance, options: Work): Promise<boolean> {
  const text = (message: ReceivedMessage): string => textOf(message, options.tag, options);
  await printInput(instance, options.lines, { ...options, text });
  const isGood = await endSession(instance);
  if (!options.once) await printRest(instance, options.lines, text);
  return isGood;
}

async function runCustom(instance: TestInstance, { once: isShort, stop }: Work): Promise<boolean> {
  // Holds the process: the plugin's own timers may not.
  const hold = setInterval(() => {}, 2 ** 30);
  if (!isShort && !stop.aborted) await once(stop, 'abort');
  clearInterval(hold);
  return endSession(instance);
}

async function feed(instance: TestInstance, type: PluginType, source: Source, options: Work): Promise<boolean> {
  const { stop, tag, chunkSize: size, lines, diff } = options;
  let badLines = 0;
  const onBadLine = (number: number, error: unknown): void => {
    badLines += 1;
    say(`${errColors.red(`${source.name}:${number}:`)} ${reason(error)}`);
  };
  stop.addEventListener('abort', () => {
    source.close();
    // What is under way is told, and not waited for in vain.
    void endSession(instance);
  });
  const read = options.envelope ? readEnvelope : readRecord;
  const chunks = someChunks(readChunks(source.text, { size, tag, read, onBadLine }), options);
  const isFed =
    type === 'output'
      ? await feedOutput(instance, chunks)
      : await feedFilter(instance, chunks, lines, {
          diff,
          view: (message, of) => viewOf(message, of, options),
          text: (message, of) => textOf(message, of, options),
        });
  return (await endSession(instance)) && isFed && badLines === 0;
}

async function* someChunks(chunks: AsyncIterable<ReadChunk>, { once: isOne, stop }: Work): AsyncGenerator<ReadChunk> {
  for await (const chunk of chunks) {
    if (stop.aborted) return;
    yield chunk;
    if (isOne) return;
  }
}

/** What is wrong with a line, in a line. */
function reason(error: unknown): string {
  if (FluentBitNodeError.is(error)) return describeError(error);
  const { message } = error as Error;
  return error instanceof SyntaxError ? `it is no JSON: ${message}` : message;
}

const viewOf = (message: ReceivedMessage, tag: string, options: WorkOptions): DecodedRecord =>
  options.envelope ? envelope(message, tag) : message.record;

function textOf(message: ReceivedMessage, tag: string, options: WorkOptions): string {
  const view = viewOf(message, tag, options);
  return options.pretty ? prettyJson(view, outColors) : jsonText(view);
}
