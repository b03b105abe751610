/**
 * What an instance changes in the thread that it has to itself.
 *
 * @module
 */
import { CancelledError } from '../errors.ts';
import { captureConsole } from '../log/console.ts';
import { createLogger } from '../log/logger.ts';
import type { InstanceBinding } from './binding.ts';

/** Of a `CancelledError`, or Node's `AbortError` on account of one. */
const isCutShort = (reason: unknown): boolean =>
  CancelledError.is(reason) || (reason instanceof Error && CancelledError.is(reason.cause));

const onUnhandledRejection = (reason: unknown): void => {
  // Work that nobody awaits and that waited in ctx.sleep() when its context ended: a custom plugin's loop at the
  // shutdown, what a flush forgot. That is how it ends, not a crash.
  if (isCutShort(reason)) return;
  // As without this listener: an uncaught exception.
  throw reason;
};

/** `console.*` goes to the instance's log, and work that cancellation cut short is no crash. For good: no undoing. */
export function takeOverThread(binding: InstanceBinding): void {
  captureConsole(createLogger(binding));
  process.off('unhandledRejection', onUnhandledRejection).on('unhandledRejection', onUnhandledRejection);
}
