/**
 * The wall clock with nanosecond resolution.
 *
 * `Date.now()` is the truth about the time of day but knows milliseconds only; `performance.now()` counts nanoseconds
 * but runs free: it drifts from the wall clock (NTP slews and steps that, and it stands still while a machine sleeps).
 * So the fraction of the millisecond comes from `performance.now()`, measured from an anchor, and every reading is
 * held inside the millisecond that `Date.now()` gives. A reading that falls outside moves the anchor by as much. Hence:
 *
 * - the error against the wall clock is never more than a millisecond, and drift never adds up;
 * - readings never go backwards unless the wall clock itself does.
 *
 * @module
 */
import { performance } from 'node:perf_hooks';

// The reading of performance.now() that belongs to the whole millisecond `anchorMs`. timeOrigin is the wall clock at
// the process's (or Worker's) start with its microseconds, so the first reading is already good below a millisecond.
let anchorMs = Math.floor(performance.timeOrigin);
let anchorPerf = anchorMs - performance.timeOrigin;

/** The last fraction of a millisecond that still belongs to it. */
const LAST = 0.999999;

/** Milliseconds since 1970, and nanoseconds (0 to 999,999) within that millisecond. */
export function wallClock(): { ms: number; nanos: number } {
  // In this order: when the thread is suspended in between, the fraction is early and is pushed forward.
  const perf = performance.now();
  const ms = Date.now();
  // Differences first: as absolute milliseconds neither would keep its nanoseconds in a double.
  const fraction = perf - anchorPerf - (ms - anchorMs);
  if (fraction >= 0 && fraction < 1) return { ms, nanos: Math.floor(fraction * 1_000_000) };

  const held = fraction < 0 ? 0 : LAST;
  anchorPerf += fraction - held;
  return { ms, nanos: held === 0 ? 0 : 999_999 };
}

/** Another clock was put in, or taken out (a test's): its millisecond begins now. */
export function restartWallClock(): void {
  anchorMs = Date.now();
  anchorPerf = performance.now();
}
