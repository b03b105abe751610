import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { example, fixture, fluentBit, hasCustoms, hosts, scratch, start } from './support/hosts.ts';

describe.each(hosts.filter(hasCustoms))('$name', (host) => {
  it("follows the instance's log level", async () => {
    for (const [level, sees] of [['debug', true], ['info', false]] as const) {
      const running = start(host, {
        plugins: [example('custom-extension')],
        service: { log_level: level },
        customs: [{ name: 'custom-extension', greeting: 'hey' }],
        inputs: [{ name: 'dummy', tag: 't', rate: 1 }],
        outputs: [{ name: 'stdout', match: '*' }],
      });
      // Three records of one a second: time enough for "up for 1 s".
      await running.until('three records', () => (running.stdout.match(/"message"=>"dummy"/g) ?? []).length >= 3);
      const { log } = await running.stop();
      expect(log).toContain('hey from custom-extension');
      expect(/up for 1 s/.test(log)).toBe(sees);
    }
  });
});

describe.skipIf(!fluentBit)('Fluent Bit', () => {
  it('writes lines from Node threads to log_file, not to stderr', async () => {
    const folder = scratch();
    const file = join(folder, 'fluent-bit.log');
    const running = start(fluentBit!, {
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      service: { log_level: 'debug', log_file: file },
      inputs: [{ name: 'fixture-input', tag: 't', count: 5 }],
      outputs: [{ name: 'fixture-output', match: '*', file: join(folder, 'records'), ticks: 1, workers: 1 }],
    });
    const log = (): string => readFileSync(file, { encoding: 'utf8', flag: 'a+' });
    // From a promise of the input, a flush of the output, and a timer of the output.
    for (const line of ['wrote 5 records', 'flushed 5 records', 'tick of the fixture']) {
      await running.until(line, () => log().includes(line));
    }
    const { log: stderr } = await running.stop();
    // Fluent Bit itself prints its configuration there.
    expect(stderr).not.toMatch(/\[(input|output):fixture|wrote 5|flushed 5|tick of/);
  });
});
