import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { allHosts, type Config, complaints, example, fixture, fluentBit, hasConfigMap, hasCustoms, start } from './support/hosts.ts';

const config = (section: Record<string, string | number>): Config => ({
  plugins: [fixture('fixture-config')],
  inputs: [{ name: 'fixture-config', ...section }],
  outputs: [{ name: 'null', match: '*' }],
});

const NODE_KEYS = /node\.init_timeout, node\.flush_timeout, .*and node\.inspect_remote\./;

describe.each(allHosts)('$name', (host) => {
  /** Starts, and expects the start to fail with a log that says why, and no crash. */
  async function fails(wrong: Config, patterns: RegExp[]): Promise<void> {
    const { code, signal, log } = await start(host, wrong).ended();
    expect(signal, log).toBeNull();
    expect(code, log).not.toBe(0);
    for (const pattern of patterns) expect(log).toMatch(pattern);
  }

  /** Starts, stops when `line` is seen, and gives the warnings and errors. */
  async function runs(good: Config, line: string): Promise<string[]> {
    const running = start(host, good);
    await running.see(line);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    return complaints(log);
  }

  it('takes every spelling of a key, and every value that the schema takes', async () => {
    const spelt = config({ API_key: 'k', batch: '1e2', ratio: '.5', verify: 'enabled', 'Node.Heap_MB': 128, 'node.flush_timeout': '250ms' });
    expect(await runs(spelt, '{"apiKey":"k","batch":100,"ratio":0.5,"verify":true,"level":"low"}')).toEqual([]);
    expect(await runs(config({ apiKey: 'k', 'node.restart': 5 }), '{"apiKey":"k","batch":100,"verify":true,"level":"low"}')).toEqual([]);
  });

  it('takes any key for a plugin without a schema', async () => {
    const open: Config = { plugins: [fixture('fixture-input')], inputs: [{ name: 'fixture-input', count: 1, whatever: 1 }], outputs: [{ name: 'null', match: '*' }] };
    expect(await runs(open, 'wrote 1 records')).toEqual([]);
    const near = { ...open, inputs: [{ name: 'fixture-input', count: 1, 'node.heap-mb': 64 }] };
    expect(await runs(near, 'wrote 1 records')).toEqual([
      expect.stringMatching(/\[input:fixture-input:fixture-input\.0\] the key "node\.heap-mb" is not known, did you mean "node\.heap_mb"\? \[FLB_NODE_E_UNKNOWN_KEY\]/),
    ]);
  });

  describe.runIf(hasConfigMap(host))('told of the options', () => {
    it('refuses an unknown key of an input, an output and a custom plugin, and lists those that are allowed', async () => {
      await fails(config({ api_key: 'k', batsch: 1 }), [
        /fixture-config: unknown configuration property 'batsch'\. The following properties are allowed: api_key, apiKey, batch, ratio, verify, level, node/,
        NODE_KEYS,
      ]);
      await fails(config({ api_key: 'k', 'node.flush-timeout': 1 }), [/unknown configuration property 'node\.flush-timeout'/, NODE_KEYS]);
      await fails(
        { plugins: [example('out-multiinstance')], inputs: [{ name: 'dummy' }], outputs: [{ name: 'out-multiinstance', match: '*', id: 1, idd: 2 }] },
        [/out-multiinstance: unknown configuration property 'idd'/, NODE_KEYS],
      );
      await fails(
        { plugins: [example('custom-extension')], customs: [{ name: 'custom-extension', greetings: 'hi' }], inputs: [{ name: 'dummy' }], outputs: [{ name: 'null', match: '*' }] },
        [/custom-extension: unknown configuration property 'greetings'/, NODE_KEYS],
      );
    });
  });

  describe.skipIf(hasConfigMap(host))('not told of the options', () => {
    it('warns of a key that is near one that is missing', async () => {
      const warning = (given: string, meant: string): unknown =>
        expect.stringContaining(`the key "${given}" is not known, did you mean "${meant}"? [FLB_NODE_E_UNKNOWN_KEY]`);
      const near = config({ api_key: 'k', verfiy: 'off', levels: 'high', 'node.flushtimeout': '1s', other: 1 });
      expect(await runs(near, '"verify":true,"level":"low"')).toEqual([
        warning('node.flushtimeout', 'node.flush_timeout'),
        warning('verfiy', 'verify'),
        warning('levels', 'level'),
      ]);
      // Ended by the test: Fluent Bit 2.2.3 itself stays when the init of an input fails.
      const missing = start(host, config({ 'api-key': 'k' }));
      await missing.see(/"api-key" is not known, did you mean "api_key"\?[^]*apiKey is missing/);
      await missing.kill();
    });

    it.runIf(hasCustoms(host))('warns in outputs and customs, too', async () => {
      const near: Config = {
        plugins: [example('out-multiinstance'), example('custom-extension')],
        customs: [{ name: 'custom-extension', greetings: 'hi' }],
        inputs: [{ name: 'dummy' }],
        outputs: [{ name: 'out-multiinstance', match: '*', id: 1, 'node.bundles': 'x' }],
      };
      const warnings = await runs(near, '[1] #1');
      expect(warnings).toEqual([
        expect.stringMatching(/custom-extension.*"greetings".*"greeting"/),
        expect.stringMatching(/out-multiinstance.*"node\.bundles".*"node\.bundle"/),
      ]);
    });
  });
});

describe.runIf(fluentBit && hasConfigMap(fluentBit))('help', () => {
  const help = (...args: string[]): string =>
    execFileSync(fluentBit?.command ?? '', [...args, '-h'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .replace(/\x1b\[\d+m/g, '');

  it('prints each option with its description, default and type', () => {
    const text = help('-e', fixture('fixture-config'), '-i', 'fixture-config');
    for (const [name, rest] of [
      ['api_key', 'Sent with each request \\(required\\)\\s+> default: \\w*, type: string'],
      ['apiKey', 'Another spelling of api_key\\s'],
      ['batch', 'Records per request\\s+> default: 100, type: integer'],
      ['ratio', '\\s+> default: \\w*, type: double'],
      ['verify', 'Check the certificate\\s+> default: true, type: boolean'],
      ['level', 'How much \\(one of low, high\\)\\s+> default: low, type: string'],
      ['node\\.exit_timeout', 'How long [^>]*> default: 5s, type: time'],
      ['node\\.buffer_limit', 'Bytes of records [^>]*> default: 16M, type: size'],
    ] as const) {
      expect(text).toMatch(new RegExp(`\\n${name}\\s+${rest}`));
    }
  });

  it('of an output and of a custom plugin, too', () => {
    expect(help('-e', example('out-multiinstance'), '-o', 'out-multiinstance')).toMatch(/\nid\s+Printed before each record[^>]*\(required\)/);
    expect(help('-e', example('custom-extension'), '-C', 'custom-extension')).toMatch(/greeting\s+Logged at the start\s+> default: hello, type: string/);
  });
});
