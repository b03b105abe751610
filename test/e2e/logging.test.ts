import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { example, fluentBit, hosts, scratch, start } from './support/hosts.ts';

describe.each(hosts)('$name', (host) => {
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
      plugins: [example('custom-extension')],
      service: { log_level: 'debug', log_file: file },
      customs: [{ name: 'custom-extension' }],
      inputs: [{ name: 'dummy', tag: 't' }],
      outputs: [{ name: 'stdout', match: '*' }],
    });
    await running.until('the line from a timer', () => readFileSync(file, { encoding: 'utf8', flag: 'a+' }).includes('up for 2 s'));
    const { log } = await running.stop();
    expect(log).not.toContain('custom-extension');
    expect(readFileSync(file, 'utf8')).toContain('bye from custom-extension');
  });
});
