import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startApi } from '../../examples/in-http-api/server.mjs';
import { startStore } from '../../examples/out-s3/fake-s3.mjs';
import { allHosts, complaints, example, hasCustoms, hasSignals, hosts, ROOT, type Host } from './support/hosts.ts';

/** From each example's folder: what it must print, and where. */
const EXAMPLES: Record<string, RegExp[]> = {
  'in-dummy': [/\[0\] dummy: \[\[\d+\.\d{9}, \{\}\], \{"message"=>"hello from in-dummy", "foo"=>"bar"\}\]/],
  'in-dummy-metrics': [/"message"=>"hello from in-dummy-metrics", "foo"=>"bar"/],
  'out-stdout': [/^\[0\] dummy: \[\d{4}-\d\d-\d\dT[\d:.]+Z, \{"message":"hello from in-dummy","foo":"bar"\}\]$/m],
  'out-multiinstance': [
    /^\[first\] #2 app\.one \{"message":"hello from in-dummy","foo":"one"\}$/m,
    /^\[second\] #2 app\.two \{"message":"hello from in-dummy","foo":"two"\}$/m,
  ],
  'filter-redact': [/\{"message"=>"mail to \*\*\*", "payment"=>\{"card"=>"\*\*\*", "order"=>"1234567890123"\}\}/],
  'out-metrics-table': [/^METRIC +TYPE +LABELS +VALUE$/m, /^(node_load1|fluentbit_input_records_total) +(gauge|counter) .* [\d.]+$/m],
  'in-metrics': [/machine_memory_bytes(\{kind="total"\} = | +gauge +kind="total" +)\d+/],
  'in-http-api': [/\[0\] events: \[\[\d+\.\d+, \{\}\], \{"at"=>"[^"]+", "id"=>1, "message"=>"somebody signed in"\}\]/],
  'out-s3': [/stored dummy\/\d{4}\/\d\d\/\d\d\/\d\d\/\d{4}-[0-9a-f]{16}\.jsonl\.gz: \d+ chunks, \d+ bytes/],
  'filter-enrich': [/\{"message"=>"paid", "client"=>"10\.1\.2\.3", "team"=>"payments", "zone"=>"internal", "host"=>"till-7"\}/],
  'custom-extension': [/\[custom:custom-extension:custom-extension\.0\] hello from custom-extension/],
};

/** What an example's configuration talks to. */
const SERVERS: Record<string, () => Promise<{ stop: () => Promise<void> }>> = {
  'in-http-api': async () => {
    const api = await startApi({ port: 8124 });
    api.add('somebody signed in');
    return api;
  },
  'out-s3': () => startStore({ port: 8125 }),
};

const canRun = (host: Host, name: string): boolean => {
  if (name === 'custom-extension') return hasCustoms(host);
  return !['out-metrics-table', 'in-metrics'].includes(name) || hasSignals(host);
};

const examplesOf = (host: Host): [string, RegExp[]][] => Object.entries(EXAMPLES).filter(([name]) => canRun(host, name));

let server: { stop: () => Promise<void> } | undefined;

const startServer = async (name: string): Promise<void> => {
  server = await SERVERS[name]?.();
};

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe.each(allHosts)('$name', (host) => {
  it.each(examplesOf(host))('runs %s from YAML, cleanly to the end', async (name, patterns) => {
    await startServer(name);
    const running = host.start(join(ROOT, 'examples', name, 'fluent-bit.yaml'));
    for (const pattern of patterns) await running.see(pattern);
    const { code, log, stdout } = await running.stop();
    expect(complaints(log)).toEqual([]);
    expect(code, log).toBe(0);
    // No mixing: neither instance prints the other's records.
    expect(stdout).not.toMatch(/\[first\].*two|\[second\].*one/);
    if (name === 'custom-extension') expect(log).toContain('bye from custom-extension');
  });
});

describe.each(hosts)('$name', (host) => {
  it.each(examplesOf(host))('runs %s from the classic format', async (name, patterns) => {
    await startServer(name);
    const running = host.start(join(ROOT, 'examples', name, 'fluent-bit.conf'));
    for (const pattern of patterns) await running.see(pattern);
    const { code, log } = await running.stop();
    expect(complaints(log)).toEqual([]);
    expect(code, log).toBe(0);
  });
});

describe.each(Object.keys(EXAMPLES))('%s.so', (name) => {
  it('depends on neither libnode nor libstdc++', () => {
    const libraries = execFileSync('ldd', [example(name)], { encoding: 'utf8' });
    expect(libraries).toMatch(/libc\.so/);
    expect(libraries).not.toMatch(/libnode|libflbnode|libstdc\+\+/);
  });

  it('exports the entry points and nothing else, and is never unloaded', () => {
    const exported = execFileSync('nm', ['-D', '--defined-only', example(name)], { encoding: 'utf8' });
    const names = exported.trim().split('\n').map((line) => line.split(' ').at(-1));
    if (name.startsWith('filter-')) {
      expect(names).toEqual([`filter_${name.slice('filter-'.length)}_plugin`]);
    } else {
      expect(names.filter((symbol) => !symbol?.startsWith('FLBPlugin'))).toEqual([]);
      expect(names).toContain('FLBPluginFlushCtx');
    }
    expect(execFileSync('readelf', ['-d', example(name)], { encoding: 'utf8' })).toContain('NODELETE');
  });
});
