/**
 * Is there a Fluent Bit, which one, and what can plugins do in it?
 *
 * @module
 */
import { shownPath } from '../../build/summary.ts';
import { ok, problem, warning, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';
import { featuresOf, whyMissing, type Feature } from '../features.ts';
import { isAtLeast, showVersion, type FluentBit, type Version } from '../fluent-bit.ts';

/** The releases that were read or run. */
const OLDEST: Version = [2, 2, 0];
const NEWEST: Version = [5, 1, 1];

/** Any of them: every plugin needs it, and a build whose symbols are stripped has none. */
const EXPORTED = 'flb_input_name';

export const fluentBit: Check = {
  title: 'Fluent Bit',
  run(context) {
    const host = context.fluentBit;
    if (!host) return [noFluentBit(context)];
    if (host.problem) return [problem('executable', `${host.path}: ${host.problem}`, 'flb-node doctor --fluent-bit PATH   # of the executable itself')];
    const exported = whetherExported(host);
    const lines = [version(host), exported, allocator(host)];
    return exported.level === 'problem' ? lines : [...lines, ...featuresOf(host).map((feature) => judge(feature, host))];
  },
};

function noFluentBit({ namedFluentBit }: DoctorContext): Finding {
  const named = namedFluentBit !== undefined;
  const text = named ? `${namedFluentBit} is no program` : 'there is no fluent-bit on PATH';
  const fix = 'flb-node doctor --fluent-bit PATH   # https://docs.fluentbit.io/manual/installation has packages';
  return named ? problem('executable', text, fix) : warning('executable', `${text}: flb-node-host can run plugins meanwhile`, fix);
}

function version({ path, version: found, isHost }: FluentBit): Finding {
  if (isHost) return ok('version', `flb-node-host, which acts as ${showVersion(NEWEST)} (${shownPath(path)})`);
  const upgrade = `install Fluent Bit ${showVersion(NEWEST)}`;
  if (!found) return warning('version', `${path} does not tell its version; judged by what it exports`, `${path} --version   # and see why`);
  const shown = `${showVersion(found)} (${path})`;
  if (!isAtLeast(found, OLDEST)) return problem('version', `${shown}, ${showVersion(OLDEST)} is the oldest that works`, upgrade);
  const [major, minor] = found;
  const isNewer = major > NEWEST[0] || (major === NEWEST[0] && minor > NEWEST[1]);
  if (isNewer) return warning('version', `${shown} is newer than any that was tried`, `install Fluent Bit ${showVersion(NEWEST)}, or a newer fluent-bit-node`);
  return ok('version', shown);
}

function whetherExported({ elf }: FluentBit): Finding {
  const count = elf?.symbols.size ?? 0;
  if (elf?.symbols.has(EXPORTED)) return ok('symbols', `exported (${count})`);
  return problem(
    'symbols',
    `it exports none of Fluent Bit's functions (${count} symbols): not a Fluent Bit, or one linked without -rdynamic`,
    'install an official package or image of Fluent Bit',
  );
}

/** Both are fine: the runtime takes the executable's (docs/decisions/0003-one-allocator.md). */
function allocator({ elf }: FluentBit): Finding {
  const [own, jemalloc] = [elf?.symbols.has('malloc'), elf?.symbols.has('mallctl')];
  if (jemalloc) return ok('allocator', own ? 'jemalloc, exported: Node takes its memory from it, too' : "jemalloc beside the C library's");
  return ok('allocator', own ? 'its own, exported: Node takes its memory from it, too' : "the C library's");
}

function judge(feature: Feature, host: FluentBit): Finding {
  const why = whyMissing(feature, host);
  if (why === undefined) return ok('offers', feature.what);
  const text = `${feature.what} (${why}): ${feature.without}`;
  const newer = feature.since && host.version && !isAtLeast(host.version, feature.since);
  const fix = newer ? `install Fluent Bit ${showVersion(feature.since)} or later` : 'install an official package or image of Fluent Bit';
  return (feature.essential ? problem : warning)('lacks', text, fix);
}
