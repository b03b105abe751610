/**
 * Where the lines come from.
 *
 * @module
 */
import { createReadStream, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { usageError } from '../command.ts';
import { say } from '../terminal.ts';

export interface Source {
  /** For messages. */
  readonly name: string;
  readonly text: AsyncIterable<string>;
  /** Ends the text where it is. */
  close(): void;
}

/** @param file - @default stdin */
export function openSource(file?: string): Source {
  if (file !== undefined && !existsSync(file)) throw usageError(`there is no file ${file}`);
  if (file === undefined && process.stdin.isTTY) say('reading records from the terminal, one JSON object a line; Ctrl-D ends them');
  const stream = file === undefined ? process.stdin : createReadStream(file);
  return { name: file ?? 'stdin', text: textOf(stream), close: () => stream.destroy() };
}

async function* textOf(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  try {
    yield* stream as AsyncIterable<string>;
  } catch (error) {
    // Closed under our hands.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
