import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flbNode, ROOT, scratch, withoutProgress, type Ended } from './support/flb-node.ts';
import { pluginFolder } from './support/plugin.ts';

const DUMMY = 'examples/in-dummy/plugin.ts';
const REDACT = 'examples/filter-redact/plugin.ts';
const OUTPUT = 'templates/output/plugin.ts';
const CUSTOM = 'examples/custom-extension/plugin.ts';

const run = (args: string[], options?: Parameters<typeof flbNode>[1]): Promise<Ended> => flbNode(['run', ...args], options);
const linesOf = ({ stdout }: Ended): unknown[] =>
  stdout.trim() === '' ? [] : stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);

/** A plugin of a test's own. */
const plugin = (source: string): string => join(pluginFolder(source), 'plugin.ts');

describe('an input', () => {
  test('prints its records, one a line, up to the limit', async () => {
    const ended = await run([DUMMY, 'foo=a=b', '--limit', '2']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(ended)).toEqual(Array(2).fill({ message: 'hello from in-dummy', foo: 'a=b' }));
  });

  test('prints all of a record with --envelope: nanoseconds, 64 bits, binary, its tag', async () => {
    const file = plugin(`
      import { registerInput } from 'fluent-bit-node';
      export default registerInput('in-one', 'One record', () => ({
        init() {},
        async collect(_ctx, ch) {
          const record = { big: 2n ** 63n, bytes: new Uint8Array([104, 105]) };
          await ch.write({ time: 1700000000123456789n, record, metadata: { a: 1 }, tag: 'own' });
          await ch.write({ time: 0, record: {} });
        },
      }));`);
    const { code, stdout } = await run([file, '--envelope', '--tag', 'app']);
    expect(code).toBe(0);
    expect(stdout).toBe(
      '{"time":"2023-11-14T22:13:20.123456789Z","tag":"own","metadata":{"a":1},' +
        '"record":{"big":9223372036854775808,"bytes":"hi"}}\n' +
        '{"time":"1970-01-01T00:00:00.000000000Z","tag":"app","record":{}}\n',
    );
  });

  test('prints metrics, too', async () => {
    const ended = await run(['examples/in-metrics/plugin.ts', 'interval_ms=10', '--limit', '1', '--envelope']);
    expect(ended.code).toBe(0);
    expect(linesOf(ended)).toMatchObject([{ metrics: { type: 'gauge', name: 'machine_load' } }]);
  });

  test('ends with --once after what came together', async () => {
    const file = plugin(`
      import { registerInput } from 'fluent-bit-node';
      export default registerInput('in-three', 'Three at once', () => ({
        init() {},
        async collect(ctx, ch) {
          for (;;) {
            await ch.writeBatch([1, 2, 3].map((n) => ({ record: { n } })));
            await ctx.sleep(60_000);
          }
        },
      }));`);
    const ended = await run([file, '--once']);
    expect(ended.code).toBe(0);
    expect(linesOf(ended)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('logs on stderr, and console.log with it; its metrics follow on demand', async () => {
    const { stdout, stderr } = await run(['examples/in-dummy-metrics/plugin.ts', '--limit', '1', '--metrics']);
    expect(stdout).toBe('{"message":"hello from in-dummy-metrics","foo":"bar"}\n');
    expect(stderr).toMatch(/^example_metric_total\{plugin="in-dummy-metrics"\} {2}counter {2}[12]\n$/);
  });

  test('ends with what it has left running', async () => {
    const file = plugin(`
      import { registerInput } from 'fluent-bit-node';
      export default registerInput('in-careless', 'Leaves a timer', () => ({
        init() { setInterval(() => {}, 1000); },
        async collect(_ctx, ch) { await ch.write({ record: { n: 1 } }); },
      }));`);
    expect(await run([file])).toMatchObject({ code: 0, stdout: '{"n":1}\n' });
  });

  test('that fails ends with 1, and its stack names the source', async () => {
    const file = plugin(`
import { registerInput, type InputPlugin } from 'fluent-bit-node';
interface Nothing {
  readonly at: 'all';
}
class Broken implements InputPlugin {
  init(): void { console.log('about to break'); }
  async collect(): Promise<void> {
    throw new Error('broken');
  }
}
export default registerInput('in-broken', 'Breaks', () => new Broken());
`);
    const { code, stdout, stderr } = await run([file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('about to break');
    expect(stderr).toMatch(/broken[\s\S]*plugin\.ts:9:11/);
  });
});

describe('a filter', () => {
  const input = '{"message":"to a@b.org"}\n\n{"message":"no address","big":12345678901234567890}\n';

  test('reads records and prints what goes on', async () => {
    const { code, stdout, stderr } = await run([REDACT, 'mask=#'], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('{"message":"to #"}\n{"message":"no address","big":12345678901234567890}\n');
  });

  test('reads a file, and envelopes', async () => {
    const folder = scratch();
    const file = join(folder, 'in.ndjson');
    writeFileSync(file, '{"time":"2023-11-14T22:13:20.123456789Z","tag":"app","metadata":{"a":1},"record":{"m":"a@b.org"}}');
    const { code, stdout } = await run([REDACT, '--envelope', '--input', file]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      '{"time":"2023-11-14T22:13:20.123456789Z","tag":"app","metadata":{"a":1},"record":{"m":"[redacted]"}}\n',
    );
  });

  test('shows with --diff what changed, was dropped and added', async () => {
    const file = plugin(`
      import { registerFilter } from 'fluent-bit-node';
      export default registerFilter('mixed', 'Does it all', () => ({
        init() {},
        *filter(_ctx, chunk) {
          for (const message of chunk) {
            if (message.record.drop) continue;
            yield message.record.same ? message : { ...message, record: { ...message.record, n: 2, m: 3 } };
            if (message.record.twice) yield { record: { added: true } };
          }
        },
      }));`);
    const { code, stdout } = await run([file, '--diff'], { input: '{"same":1}\n{"drop":1}\n{"twice":1,"n":1}\n' });
    expect(code).toBe(0);
    expect(stdout).toBe(
      '  {"same":1}\n' +
        '- {\n-   "drop": 1\n- }\n' +
        '  {\n    "twice": 1,\n-   "n": 1\n+   "n": 2,\n+   "m": 3\n  }\n' +
        '+ {\n+   "added": true\n+ }\n',
    );
  });

  test('--diff is coloured where colours are wanted', async () => {
    const { stdout } = await run([REDACT, '--diff'], { input, env: { NO_COLOR: '', FORCE_COLOR: '1' } });
    expect(stdout).toContain('\u001b[31m-   "message": "to a@b.org"\u001b[39m');
    expect(stdout).toContain('\u001b[32m+   "message": "to [redacted]"\u001b[39m');
  });

  test('that throws passes the chunk, says so and ends with 1', async () => {
    const file = plugin(`
      import { registerFilter } from 'fluent-bit-node';
      export default registerFilter('throws', 'Throws', () => ({
        init() {},
        filter() { throw new Error('no'); },
      }));`);
    const { code, stdout, stderr } = await run([file], { input: '{"a":1}' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '{"a":1}\n' });
    expect(stderr).toContain('FLB_NODE_E_FILTER_FAILED');
  });

  test('of bad lines each is named, and the others go on', async () => {
    const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
    const { code, stdout, stderr } = await run([REDACT], { input: `{"a":1}\nnonsense\n[1]\n${deep}\n{"b":2}\n` });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '{"a":1}\n{"b":2}\n' });
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining('stdin:2: it is no JSON: '),
      'stdin:3: it is no JSON object',
      expect.stringContaining('stdin:4: cannot encode the message'),
      '',
    ]);
  });

  test('answers before its input ends', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'run', REDACT], { cwd: ROOT });
    child.stdin.write('{"a":1}\n');
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    expect(first.toString()).toBe('{"a":1}\n');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('pretty: over several lines', async () => {
    const { stdout } = await run([REDACT, '--pretty'], { input: '{"a":{"b":[]},"c":[1,"x"]}' });
    expect(stdout).toBe('{\n  "a": {\n    "b": []\n  },\n  "c": [\n    1,\n    "x"\n  ]\n}\n');
  });
});

describe('an output', () => {
  test('gets chunks of the size asked for, a tag each', async () => {
    const file = plugin(`
      import { registerOutput } from 'fluent-bit-node';
      export default registerOutput('out-count', 'Counts', () => ({
        init() {},
        async flush(_ctx, chunk) { console.info('%s %d', chunk.tag, [...chunk].length); },
      }));`);
    const envelopes = ['a', 'a', 'a', 'b', 'b'].map((tag) => JSON.stringify({ tag, record: {} })).join('\n');
    const { code, stderr } = await run([file, '--envelope', '--chunk-size', '2'], { input: envelopes });
    expect(code).toBe(0);
    expect(stderr).toBe('[ info] a 2\n[ info] a 1\n[ info] b 2\nchunks: 3 delivered, 0 to retry, 0 dropped\n');
  });

  test('delivers, and one chunk only with --once', async () => {
    const path = join(scratch(), 'out');
    const input = '{"a":1}\n{"a":2}\n';
    expect(await run([OUTPUT, `path=${path}`, '--chunk-size', '1', '--once'], { input })).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).toMatch(/^\{"date":[\d.]+,"a":1\}\n$/);
  });

  test('that asks for a retry ends with 1', async () => {
    const { code, stderr } = await run([OUTPUT, 'path=/no/such/folder/out'], { input: '{"a":1}\n{"a":2}' });
    expect(code).toBe(1);
    expect(stderr).toContain('chunk of lines 1 to 2: retry: Fluent Bit would send it again\n');
    expect(stderr).toContain('chunks: 0 delivered, 1 to retry, 0 dropped\n');
  });
});

describe('a custom plugin', () => {
  test('runs until Ctrl-C, and ends as at a shutdown', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'run', CUSTOM], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
    let log = '';
    child.stderr.on('data', (text: Buffer) => {
      log += text.toString();
      // Once: the second Ctrl-C ends the process at once.
      if (!child.killed && log.includes('hello from')) child.kill('SIGINT');
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(withoutProgress(log)).toBe('[ info] hello from custom-extension\n[ info] bye from custom-extension\n');
  });

  test('starts and ends with --once', async () => {
    const { code, stderr } = await run([CUSTOM, '--once', 'greeting=hi']);
    expect(code).toBe(0);
    expect(stderr).toBe('[ info] hi from custom-extension\n[ info] bye from custom-extension\n');
  });
});

describe('its section', () => {
  test.each([
    [[DUMMY, 'fo=1'], 2, 'in-dummy has no option fo, did you mean foo?'],
    [[DUMMY, 'node.watchdgo=1s'], 2, 'did you mean node.watchdog?'],
    [[DUMMY, 'foo'], 2, 'foo is not key=value'],
    [[DUMMY, 'node.watchdog=never'], 1, 'FLB_NODE_E_SETTING: node.watchdog is "never", expected off, or a duration'],
    [['templates/input/plugin.ts', 'interval=often'], 1, 'interval is "often": expected a duration'],
    [[DUMMY, '--diff'], 2, '--diff is for filters'],
    [[DUMMY, '--limit', '0'], 2, 'It is no whole number above 0.'],
    [['no-such.ts'], 2, 'there is no file no-such.ts'],
    [[REDACT, '--input', 'no-such.ndjson'], 2, 'there is no file no-such.ndjson'],
  ])('%s ends with %d', async (args, code, message) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});
