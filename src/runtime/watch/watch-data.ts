/**
 * What the supervisor and the watching script of a Worker say to each other.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';

/** For a Worker whose instance has `node.control`. */
export interface WatchData {
  /** The script, bundled. */
  readonly source: string;
  readonly port: MessagePort;
  /** Words: see {@link WATCHED}. */
  readonly shared: SharedArrayBuffer;
}

/** Word: not 0 while anybody looks. The only thing that the data's way reads when nobody does. */
export const WATCHED = 0;
/** Words: records that came to an output or filter and that a filter returned, modulo 2^32. */
export const RECORDS_IN = 1;
export const RECORDS_OUT = 2;
export const SHARED_BYTES = 12;

export interface TapOrder {
  readonly id: number;
  /** Globs of the instance's name or the event's tag. */
  readonly patterns: readonly string[];
  /** Events a second. */
  readonly rate: number;
}

/** To the Worker. */
export type WatchOrder =
  /** All that there are from now on. */
  | { readonly kind: 'taps'; readonly taps: readonly TapOrder[] }
  /** The client has taken so many letters. */
  | { readonly kind: 'taken'; readonly tap: number; readonly length: number }
  /** As when Fluent Bit ends the instance: another Worker follows. */
  | { readonly kind: 'end' };

/** From the Worker. */
export interface WatchReport {
  readonly tap: number;
  /** Events as JSON, one a line; empty for a number alone. */
  readonly text: string;
  /** Events that were left out since the last report. */
  readonly dropped: number;
}
