/**
 * Fluent Bit's ways to write switches, sizes and durations, for use in a plugin's schema.
 *
 * Each parser takes the context of a zod transform as its second argument, so that a bad value becomes an issue of
 * its key rather than an exception:
 *
 * ```ts
 * const config = z.object({
 *   buffer: z.string().default('10M').transform(parseSize),        // 10000000
 *   interval: z.string().default('1m30s').transform(parseDuration), // 90000
 *   verify: z.string().default('on').transform(parseBoolean),       // true; z.stringbool() does it too
 * });
 * ```
 *
 * Without that argument they throw. {@link size}, {@link duration} and {@link bool} are the same as Standard Schemas.
 *
 * @module
 */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { createError } from '../errors.ts';

/** The part of zod's transform context that is used (zod 3 and 4 have it). */
export interface IssueContext {
  addIssue(issue: { code: 'custom'; message: string; input?: unknown }): void;
}

/** A parser of one value: `undefined` is a value that it does not understand. */
type Parse<T> = (text: string) => T | undefined;

const hasAddIssue = (context: unknown): context is IssueContext =>
  typeof context === 'object' && context !== null && 'addIssue' in context && typeof context.addIssue === 'function';

const run = <T>(parse: Parse<T>, expected: string, value: unknown, context: unknown): T => {
  const result = parse(String(value).trim());
  if (result !== undefined) return result;
  if (!hasAddIssue(context)) throw createError('FLB_NODE_E_CONFIG_VALUE', value, expected);
  context.addIssue({ code: 'custom', message: `expected ${expected}`, input: value });
  // As zod's z.NEVER: the value of a transform that added an issue is not used.
  return undefined as never;
};

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['true', true],
  ['yes', true],
  ['off', false],
  ['false', false],
  ['no', false],
]);

const EXPECTED_BOOLEAN = 'on, off, true, false, yes or no';
const EXPECTED_SIZE = 'a size such as 512, 512k, 10M, 1.5G or 64KiB';
const EXPECTED_DURATION = 'a duration such as 30, 250ms, 1m30s or 2h';

/** As in Fluent Bit's `flb_utils_size_to_bytes`; the binary ones are spelled as in its `..._to_binary_bytes`. */
const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

const TIME_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // The micro sign, and the Greek letter that keyboards have.
  '\u00b5s': 1e-3,
  '\u03bcs': 1e-3,
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3600e3,
  d: 86400e3,
};

const toBoolean: Parse<boolean> = (text) => BOOLEANS.get(text.toLowerCase());

const toSize: Parse<number> = (text) => {
  if (text.toLowerCase() === 'false') return 0;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([kmg]?(?:b|ib)?)$/i.exec(text) ?? [];
  const factor = SIZE_UNITS[unit?.toLowerCase() ?? '?'];
  if (digits === undefined || factor === undefined) return undefined;
  const product = Number(digits) * factor;
  // With a fraction rounded first: 1.001M is 1001000, which the product in binary may just miss.
  const bytes = digits.includes('.') ? Math.floor(Number(product.toPrecision(15))) : product;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

const toDuration: Parse<number> = (text) => {
  let total = 0;
  if (/^\d+(\.\d+)?$/.test(text)) total = Number(text) * 1000;
  else if (!/^(\d+(\.\d+)?(ns|us|[\u00b5\u03bc]s|ms|s|m|h|d))+$/i.test(text)) return undefined;
  else {
    for (const [, digits, unit] of text.matchAll(/([\d.]+)(ns|us|[\u00b5\u03bc]s|ms|s|m|h|d)/gi)) {
      total += Number(digits) * (TIME_UNITS[(unit as string).toLowerCase()] as number);
    }
  }
  return total <= Number.MAX_SAFE_INTEGER ? total : undefined;
};

/**
 * A switch: `on`, `true`, `yes` or `off`, `false`, `no` in any case, as Fluent Bit's `flb_utils_bool`. Takes a boolean
 * too, which is how a schema's default arrives.
 *
 * @throws `FLB_NODE_E_CONFIG_VALUE` for anything else, unless a context is given.
 */
export function parseBoolean(value: string | boolean, context?: unknown): boolean {
  return run(toBoolean, EXPECTED_BOOLEAN, value, context);
}

/**
 * A size in bytes, in Fluent Bit's units: `512`, `512k`, `10M` or `10MB`, `1.5G`, in any case, powers of **1000** as
 * its `flb_utils_size_to_bytes` has them (`src/flb_utils.c`); `false` is 0. Also `KiB`, `MiB`, `GiB`, powers of 1024.
 * Stricter than Fluent Bit, which reads `abc` as 0: what is not a size is refused.
 *
 * @returns whole bytes, rounded down.
 * @throws `FLB_NODE_E_CONFIG_VALUE` for anything else, unless a context is given.
 */
export function parseSize(value: string | number, context?: unknown): number {
  return run(toSize, EXPECTED_SIZE, value, context);
}

/**
 * A duration: a number is **seconds** and `s`, `m`, `h`, `d` are units in any case, as in Fluent Bit's
 * `flb_utils_time_to_seconds` (`src/flb_utils.c`). Beyond that, as Go writes durations: `ms`, `us`, `ns`, fractions,
 * and several in a row (`1m30s`).
 *
 * @returns milliseconds, with a fraction where there is one.
 * @throws `FLB_NODE_E_CONFIG_VALUE` for anything else, unless a context is given.
 */
export function parseDuration(value: string | number, context?: unknown): number {
  return run(toDuration, EXPECTED_DURATION, value, context);
}

const schemaOf = <Input, Output>(parse: (value: Input) => Output): StandardSchemaV1<Input, Output> => ({
  '~standard': {
    version: 1,
    vendor: 'fluent-bit-node',
    validate: (value) => {
      try {
        return { value: parse(value as Input) };
      } catch (error) {
        return { issues: [{ message: (error as Error).message }] };
      }
    },
  },
});

/** {@link parseBoolean} as a Standard Schema of one value. */
export const bool: StandardSchemaV1<string | boolean, boolean> = schemaOf(parseBoolean);
/** {@link parseSize} as a Standard Schema of one value. */
export const size: StandardSchemaV1<string | number, number> = schemaOf(parseSize);
/** {@link parseDuration} as a Standard Schema of one value. */
export const duration: StandardSchemaV1<string | number, number> = schemaOf(parseDuration);
