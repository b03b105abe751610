/**
 * The raw strings of an instance's section: `fbit.conf`.
 *
 * @module
 */
import { unquote } from './unquote.ts';

/** Where the values come from: `InstanceBinding.property`, or a test's own. */
export type PropertySource = (key: string) => string | undefined;

/** `apiKey` and `APIKey` to `api_key`; what has no capitals stays. */
export function snakeCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * Reads the section's properties, each time as they are in Fluent Bit.
 *
 * A key is looked up as written, then in snake_case: `apiKey` finds `api_key`. Fluent Bit ignores case, gives the first
 * value only of a key that is repeated or a YAML list, and nothing for its own keys (`tag`, `match`, `alias`,
 * `workers`, `host`, `tls`, ...). Values are unquoted as the Go kit does: {@link unquote}.
 */
export class ConfReader {
  readonly #source: PropertySource;

  /** The runtime makes it: `fbit.conf`. */
  constructor(source: PropertySource) {
    this.#source = source;
  }

  /** The value, or an empty string when the key is missing, as the Go kit's `Conf.String`. */
  string(key: string): string {
    return this.get(key) ?? '';
  }

  /** The value, or `undefined` when the key is missing. */
  get(key: string): string | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : unquote(value);
  }

  /** The value as Fluent Bit has it, with its quotes; `undefined` when the key is missing. */
  raw(key: string): string | undefined {
    return this.#source(key) ?? this.#snake(key);
  }

  /** Is the key there, with whatever value? */
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  #snake(key: string): string | undefined {
    const snake = snakeCase(key);
    return snake === key ? undefined : this.#source(snake);
  }
}
