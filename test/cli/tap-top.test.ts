/** `flb-node tap` and `flb-node top`, on a running Fluent Bit or host. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TapEvent } from '../../src/control/protocol.ts';
import { flbNode, ROOT, scratch } from './support/flb-node.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(async () => {
  await pipeline.running.stop();
});

const lines = <T>(stdout: string): T[] => stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as T);

describe('tap', () => {
  test('prints so many events, and on stderr what of', async () => {
    const { code, stdout, stderr } = await flbNode(['tap', '--limit', '5', '--json'], pipeline);
    expect(code).toBe(0);
    expect(lines(stdout)).toHaveLength(5);
    expect(stderr).toMatch(/^tapping fixture-input\.0, fixture\.0, fixture-output\.0\n5 events/);
  });

  test('those of an instance, and those of a tag', async () => {
    const [named, tagged] = await Promise.all([
      flbNode(['tap', 'fixture-input*', '--limit', '20'], pipeline),
      flbNode(['tap', 'a.?', '--limit', '60'], pipeline),
    ]);
    expect(new Set(lines<TapEvent>(named.stdout).map(({ direction }) => direction))).toEqual(new Set(['written']));
    expect(named.stderr).toContain('tapping fixture-input.0\n');
    expect(new Set(lines<TapEvent>(tagged.stdout).map(({ tag }) => tag))).toEqual(new Set(['a.b']));
  });

  test('says how many it has left out', async () => {
    const { stdout, stderr } = await flbNode(['tap', 'fixture-input.0', '--rate', '1', '--limit', '3'], pipeline);
    expect(lines(stdout)).toHaveLength(3);
    expect(stderr).toMatch(/3 events, \d+ dropped/);
  });

  test('ends after a time, and without an event', async () => {
    const { code, stdout, stderr } = await flbNode(['tap', 'nobody', '--duration', '100ms'], pipeline);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('0 events');
  });

  test('ends quietly with its reader, as in tap | head', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'tap'], { env: { ...process.env, ...pipeline.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(said).not.toMatch(/EPIPE|at /);
  });
});

describe('top', () => {
  test('one table', async () => {
    const { code, stdout } = await flbNode(['top', '--once', '--interval', '500ms'], pipeline);
    expect(code).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^instance +type +state +records\/s/);
    expect(rows.map((row) => row.split(/ +/).slice(0, 3))).toEqual([
      ['fixture-input.0', 'input', 'up'],
      ['fixture.0', 'filter', 'up'],
      ['fixture-output.0', 'output', 'up'],
    ]);
  });

  test('JSON lines, with numbers that are of the pipeline', async () => {
    const { code, stdout } = await flbNode(['top', '--once', '--json'], pipeline);
    expect(code).toBe(0);
    const rows = lines<Record<string, unknown>>(stdout);
    expect(rows.map(({ instance }) => instance)).toEqual(['fixture-input.0', 'fixture.0', 'fixture-output.0']);
    for (const row of rows) {
      expect(row).toMatchObject({ up: true, restarts: 0, records_per_second: expect.any(Number) as number });
      expect(row['records_per_second']).toBeGreaterThan(0);
    }
    expect(rows[0]).toHaveProperty('queue_bytes');
    expect(rows[2]).toMatchObject({ retries: 0, p50_seconds: expect.any(Number) as number });
  });

  test('wrong arguments', async () => {
    const ended = await Promise.all([['top', '--interval', '1ms'], ['top', '--pid', 'x'], ['tap', '--limit', '0'], ['tap', '--duration', 'x']].map((args) => flbNode(args, pipeline)));
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    for (const { stderr } of ended) expect(stderr).toContain('FLB_NODE_E_USAGE');
  });
});

describe('which process', () => {
  test('none: what to do about it', async () => {
    // Others of this machine may have a socket at the usual place, the first process never has.
    const { code, stderr } = await flbNode(['top', '--pid', '1'], { env: { XDG_RUNTIME_DIR: scratch() } });
    expect(code).toBe(1);
    expect(stderr).toMatch(/FLB_NODE_E_NO_CONTROL[^]*fix:.*node\.control to on/);
  });

  test('several: one has to be named', async () => {
    const other = await startPipeline({ 'node.control': 'on' }, pipeline.env.XDG_RUNTIME_DIR);
    const many = await flbNode(['tap', '--limit', '1'], pipeline);
    const named = await flbNode(['tap', '--limit', '1', '--pid', String(other.running.pid)], pipeline);
    await other.running.stop();
    expect(many.code).toBe(1);
    expect(many.stderr).toContain('FLB_NODE_E_MANY_CONTROLS');
    expect(many.stderr).toContain(String(other.running.pid));
    expect(named.code).toBe(0);
  });

  test('a socket that nobody listens to', async () => {
    const { code, stderr } = await flbNode(['tap', '--socket', join(scratch(), 'none.sock')]);
    expect(code).toBe(1);
    expect(stderr).toContain('FLB_NODE_E_CONTROL_CONNECT');
  });
});
