// The record of the benchmarks; bench/plugins/bench-flood/records.ts makes the same.

const LEVELS = ['debug', 'info', 'warn', 'error'];
/** Texts of 20 bytes. Many, so that no codec may remember one. */
const TEXTS = Array.from({ length: 4096 }, (_, i) => `request ${String(i * 31_337).padStart(12, '0')}`);

export const make = (n) => ({
  message: TEXTS[n & 4095],
  host: 'web-1.example',
  level: LEVELS[n & 3],
  status: 200 + (n & 255),
  latency_ms: 12.75 + (n & 1023),
  n,
});

/** What in_dummy writes: always the same, in its setting's JSON. */
export const dummy = JSON.stringify({ ...make(1), level: 'info' });
/** Two records for in_dummy, of which a condition on `level` finds one. */
export const dummyPair = dummy + JSON.stringify({ ...make(1), level: 'debug' });
