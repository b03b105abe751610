/**
 * What `expect` can say of an instance and of the results of the drivers. For vitest and for jest, which hand a matcher
 * the same things; `fluent-bit-node/testing/vitest` adds them to vitest's `expect`.
 *
 * @module
 */
import { inspect } from 'node:util';
import type { DecodedRecord } from '../codec/values.ts';
import type { LogLine } from './memory-binding.ts';
import { MetricView, type MetricValue } from './metric-view.ts';

/** What the runner hands a matcher, so far as it is needed here. */
export interface MatcherState {
  /** Equality of the runner's, asymmetric matchers included. */
  equals(a: unknown, b: unknown, testers?: readonly unknown[]): boolean;
  /** The runner's parts of an equality. */
  readonly utils: { readonly subsetEquality?: unknown; readonly iterableEquality?: unknown };
  /** After `.not`. */
  readonly isNot?: boolean;
}

/** What a matcher answers. */
export interface MatcherResult {
  /** Does it hold? */
  pass: boolean;
  /** What is said when it should not have come out like this. */
  message: () => string;
}

/** What {@link toHaveWritten} looks at: an instance, or the result of `runInput` or `applyFilter`. */
export interface HasRecords {
  /** All records, in order. */
  readonly records: readonly DecodedRecord[];
}

/** What {@link toHaveLogged} looks at: an instance, or the result of any driver. */
export interface HasLogs {
  /** All lines, in order. */
  readonly logs: readonly LogLine[];
}

/** What {@link toHaveMetric} looks at: the result of any driver, or what `await instance.metrics()` gives. */
export type HasMetrics = MetricView | { readonly metrics: MetricView };

/** Most of what there was instead that a message shows. */
const MAX_SHOWN = 20;

const show = (value: unknown): string => inspect(value, { depth: 6, breakLength: 110, maxStringLength: 200 });

const listed = (lines: readonly string[]): string => {
  if (lines.length === 0) return ' none';
  const more = lines.length > MAX_SHOWN ? `\n  ... and ${lines.length - MAX_SHOWN} more` : '';
  return `\n  ${lines.slice(0, MAX_SHOWN).join('\n  ')}${more}`;
};

const need = (matcher: string, value: unknown, key: string, what: string): void => {
  if (typeof value === 'object' && value !== null && key in value) return;
  throw new TypeError(`${matcher}: expected ${what}, received ${inspect(value, { depth: 0 })}`);
};

/**
 * Were these records written, in this order? Others may be before, between and behind them. Each is a whole record or
 * the part of it that matters; asymmetric matchers may stand in it.
 */
function toHaveWritten(this: MatcherState, received: HasRecords, ...expected: object[]): MatcherResult {
  need('toHaveWritten', received, 'records', 'an instance or the result of runInput or applyFilter');
  if (expected.length === 0) throw new TypeError('toHaveWritten: expected at least one record');
  const testers = [this.utils.subsetEquality, this.utils.iterableEquality].filter((each) => each !== undefined);
  const { records } = received;
  let at = 0;
  const missing = expected.findIndex((part) => {
    const found = records.findIndex((record, i) => i >= at && this.equals(record, part, testers));
    at = found + 1;
    return found < 0;
  });
  const nth = expected.length > 1 ? ` (number ${missing + 1} of ${expected.length}, in this order)` : '';
  return {
    pass: missing < 0,
    message: () =>
      missing < 0
        ? `expected not to have written ${expected.map(show).join(', ')}\nwritten:${listed(records.map(show))}`
        : `expected to have written ${show(expected[missing])}${nth}\nwritten:${listed(records.map(show))}`,
  };
}

/** Was there such a line in the log? A text is a part of the message. */
function toHaveLogged(
  this: MatcherState,
  received: HasLogs,
  ...args: [text: string | RegExp] | [level: LogLine['level'], text: string | RegExp]
): MatcherResult {
  need('toHaveLogged', received, 'logs', 'an instance or the result of a driver');
  const [level, text] = args.length === 1 ? [undefined, args[0]] : args;
  const isIt = (line: LogLine): boolean =>
    (level === undefined || line.level === level) &&
    (typeof text === 'string' ? line.message.includes(text) : line.message.search(text) >= 0);
  const pass = received.logs.some(isIt);
  const what = `${level === undefined ? '' : `[${level}] `}${show(text)}`;
  const lines = (): string => listed(received.logs.map((line) => `[${line.level}] ${line.message}`));
  return { pass, message: () => `expected ${pass ? 'not ' : ''}to have logged ${what}\nlogged:${lines()}` };
}

const labelled = ({ name, labels, value }: MetricValue): string =>
  `${name}{${Object.entries(labels).map(([key, text]) => `${key}="${text}"`).join(',')}} ${value}`;

/**
 * Is there a metric of that name, with these labels (and maybe others), with that value?
 *
 * Takes the value in the place of the labels, too.
 */
function toHaveMetric(
  this: MatcherState,
  received: HasMetrics,
  name: string,
  labelsOrValue: Readonly<Record<string, string>> | number = {},
  wanted?: unknown,
): MatcherResult {
  const view = received instanceof MetricView ? received : (Object(received) as { metrics?: unknown }).metrics;
  if (!(view instanceof MetricView)) {
    throw new TypeError('toHaveMetric: expected the result of a driver, or what await instance.metrics() gives');
  }
  const isValue = typeof labelsOrValue === 'number';
  const labels = isValue ? {} : labelsOrValue;
  const value = isValue ? labelsOrValue : wanted;
  const candidates = view.all.filter(
    (metric) => metric.name === name && Object.entries(labels).every(([key, text]) => metric.labels[key] === text),
  );
  const pass = candidates.some((metric) => value === undefined || this.equals(metric.value, value));
  const inLabels = Object.keys(labels).length > 0 ? ` with labels ${show(labels)}` : '';
  const inValue = value === undefined ? '' : ` of ${show(value)}`;
  return {
    pass,
    message: () =>
      `expected ${pass ? 'not ' : ''}to have the metric ${name}${inLabels}${inValue}\nthere are:${listed(view.all.map(labelled))}`,
  };
}

/** The matchers, for `expect.extend(matchers)`. */
export const matchers = { toHaveWritten, toHaveLogged, toHaveMetric };
