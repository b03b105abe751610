/**
 * What is logged when a plugin's own code failed.
 *
 * @module
 */
import { inspect } from 'node:util';
import {
  CancelledError,
  ConfigError,
  createError,
  describeError,
  FluentBitNodeError,
  type ErrorCode,
} from '../errors.ts';
import type { InstanceBinding } from './binding.ts';

/** An instance as the user knows it: `[INPUT] in-dummy.0`. */
export function sectionOf({ type, name }: Pick<InstanceBinding, 'type' | 'name'>): string {
  return `[${type.toUpperCase()}] ${name}`;
}

/** A plugin's error may have a getter or an inspect method that throws, and be anything at all. */
const textOf = (error: unknown, toText: (error: unknown) => string): string => {
  try {
    return toText(error);
  } catch {
    return 'an error that cannot be printed';
  }
};

/**
 * The first line has the code, the section, the message and the next step; then come the stack and the causes. What is
 * wrong with a section needs no stack.
 */
export function failureText(code: ErrorCode, section: string, error: unknown): string {
  if (ConfigError.is(error)) return withCause(describeError(error), error.cause);
  return withCause(failureLine(code, section, error), error);
}

function failureLine(code: ErrorCode, section: string, error: unknown): string {
  const message = textOf(error, (it) => (it instanceof Error ? it.message : String(it)));
  const text = FluentBitNodeError.is(error) ? `${message} [${error.code}]` : message;
  return describeError(createError(code, section, text));
}

const withCause = (line: string, cause: unknown): string =>
  cause === undefined ? line : `${line}\n${textOf(cause, (it) => inspect(it))}`;

/** Is this how work ends that was cancelled? Node's own APIs throw an `AbortError`, `fetch` the signal's reason. */
export function isCancellation(error: unknown): boolean {
  return CancelledError.is(error) || (error instanceof Error && error.name === 'AbortError');
}
