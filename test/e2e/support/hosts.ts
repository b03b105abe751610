/** What plugins are run in: flb-node-host as each version, and a real Fluent Bit where there is one. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Running, type SpawnOptions } from './process.ts';
import { writeConfig } from '../../../bench/lib/write-config.mjs';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where lib/, bin/, plugins/ and fixtures/ of the build under test are. */
const BUILD = resolve(ROOT, process.env['FLB_NODE_TEST_BUILD'] ?? 'build');

/** A file of the build under test, as in `lib/libflbnode.so`. */
export const built = (file: string): string => join(BUILD, file);
/** A plugin of `examples/`, by its folder's name. */
export const example = (name: string): string => join(BUILD, 'plugins', fileOf(name));
/** A plugin of `test/fixtures/`. */
export const fixture = (name: string): string => join(BUILD, 'fixtures', fileOf(name));

/** Fluent Bit wants a filter's file to be called after the filter. */
const fileOf = (folder: string): string =>
  folder.startsWith('filter-') ? `flb-filter_${folder.slice('filter-'.length).replaceAll('-', '_')}.so` : `${folder}.so`;

type Section = Record<string, unknown>;

/** Filters that belong to one input or output, on newer versions. */
export interface Processors {
  logs: Section[];
}

export interface Config {
  service?: Section;
  plugins: string[];
  customs?: Section[];
  inputs?: (Section & { processors?: Processors })[];
  filters?: Section[];
  outputs?: (Section & { processors?: Processors })[];
}

export interface Host {
  name: string;
  /** Fluent Bit itself. */
  real: boolean;
  /** Major and minor, as a number that compares: 5.1 is 501. */
  version: number;
  command: string;
  start(configFile: string, options?: SpawnOptions): Running;
}

const VERSIONS = ['2.2', '3.2', '4.0', '4.2', '5.0', '5.1'];
const asNumber = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 100 + minor;
};

function localHost(version: string, program = 'flb-node-host'): Host {
  const command = built(`bin/${program}`);
  return {
    name: `${program} as ${version}`,
    real: false,
    version: asNumber(version),
    command,
    start: (file, options) => new Running(command, ['-c', file, '--as', version], { cwd: ROOT, ...options }),
  };
}

function findFluentBit(): Host | undefined {
  const named = process.env['FLUENT_BIT'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = named || folders.map((folder) => join(folder, 'fluent-bit')).find((file) => existsSync(file));
  if (!path) return undefined;
  const version = /v([\d.]+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1] ?? '0.0';
  return {
    name: `Fluent Bit ${version}`,
    real: true,
    version: asNumber(version),
    command: path,
    start: (file, options) => new Running(path, ['-c', file], { cwd: ROOT, ...options }),
  };
}

/** The newest version that the host acts as. */
export const newestHost = localHost('5.1');
/**
 * The newest one with an allocator of its own in the executable, as release builds of Fluent Bit have jemalloc: it ends
 * the process when memory of another allocator is freed.
 */
export const allocatorHost = localHost('5.1', 'flb-node-host-alloc');
/** One entry per version that the host acts as. */
export const localHosts = VERSIONS.map((version) => localHost(version));
/** Fluent Bit itself, where it is installed. */
export const fluentBit = findFluentBit();
/** Fluent Bit proxies custom plugins from 4.0.3 on. */
export const hasCustoms = ({ version }: Host): boolean => version >= 400;
/** Fluent Bit checks a section's keys against a proxy's list from 5.1.1 on; the host's 5.1 is that. */
export const hasConfigMap = ({ version }: Host): boolean => version >= 501;
/** Only Fluent Bit has inputs of metrics and traces; it gives them to proxied outputs from 4.2.3 on. */
export const hasSignals = ({ real, version }: Host): boolean => real && version > 402;

/** For cases that every version must pass. */
export const allHosts = [...localHosts, ...(fluentBit ? [fluentBit] : [])];
/** For cases that do not depend on the version. */
export const hosts = [newestHost, ...(fluentBit ? [fluentBit] : [])];

/** A new folder for a test's files. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'flbnode-'));

/** Starts a host on a configuration. */
export function start(host: Host, config: Config, options?: SpawnOptions, folder: string = scratch()): Running {
  return host.start(writeConfig(folder, config), options);
}

/**
 * Lines of a log that nobody should see in a healthy run. Fluent Bit announces its own shutdown as a warning.
 */
export function complaints(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => /\[ ?(warn|error)\]|Warning|deprecat|terminate called|core dumped/i.test(line))
    .filter((line) => !line.includes('service will shutdown in max'));
}
