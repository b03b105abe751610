// What this machine has of what a variant needs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where our plugins for the benchmarks and the Go peers are built. */
export const BUILT = fileURLToPath(new URL('../../build/bench', import.meta.url));

/** Fluent Bit wants a filter's file to be called after the filter. */
const fileOf = (name) => (name.startsWith('filter-') ? `flb-filter_${name.slice('filter-'.length)}.so` : `${name}.so`);

export const built = (name) => join(BUILT, fileOf(name));

/**
 * Why a variant cannot run here, if so.
 *
 * @param {object} machine - `real`: there is a Fluent Bit; `go`, `npm`: why a Go peer, or the forward peer's packages, are not there
 */
export function whyNot(variant, machine) {
  if (!machine.real && !variant.anyHost) return 'there is no Fluent Bit';
  for (const need of variant.needs ?? []) {
    const [kind, name] = need.split(':');
    if (kind === 'go' && !existsSync(built(name))) return machine.go[name] ?? 'not built';
    if (kind === 'npm' && machine.npm) return machine.npm;
  }
  return undefined;
}
