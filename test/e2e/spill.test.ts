import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allHosts, complaints, fixture, hosts, scratch, start, type Config, type Host } from './support/hosts.ts';
import { entries, upTo } from './support/ledger.ts';
import type { Ended } from './support/process.ts';

const WAYS = {
  pushed: {},
  'with the ring not woken': { 'node.ring_wake': 'off' },
  polled: { 'node.push': 'off' },
  'on the pipeline thread': { threaded: 'off' },
};

/** One input, one output, and a folder for what is refused. */
class Pipeline {
  readonly folder = scratch();
  readonly spill = join(this.folder, 'spill');
  readonly #host: Host;
  readonly #input: Record<string, string | number>;

  constructor(host: Host, input: Record<string, string | number> = {}) {
    this.#host = host;
    this.#input = { 'node.spill_path': this.spill, ...input };
    mkdirSync(this.spill);
  }

  config(life: string, input: Record<string, string | number>, output: Record<string, string | number> = {}): Config {
    const [file, ledger] = ['records', 'ledger'].map((name) => join(this.folder, `${name}.${life}`)) as [string, string];
    return {
      plugins: [fixture('fixture-input'), fixture('fixture-output')],
      service: { grace: 30 },
      inputs: [{ name: 'fixture-input', alias: 'an alias/../x', tag: 't', ledger, ...this.#input, ...input }],
      outputs: [{ name: 'fixture-output', match: '*', file, workers: 1, ...output }],
    };
  }

  /** A flood into an output that waits: Fluent Bit pauses the input, and SIGTERM comes then. */
  async refused(life: string, input: Record<string, string | number> = {}): Promise<Ended> {
    const flood = { count: 6000, padding: 2000, mem_buf_limit: '100k', ...input };
    const hold = join(this.folder, `hold.${life}`);
    const running = start(this.#host, this.config(life, flood, { hold }));
    await running.see(/paused \(mem buf/);
    running.signal('SIGTERM');
    // Not before its end has begun does the output answer: Fluent Bit would resume the input.
    await running.see('service will shutdown');
    writeFileSync(hold, '');
    const ended = await running.ended();
    expect(ended.code, ended.log).toBe(0);
    return ended;
  }

  /** A life that is refused nothing and writes 0 to 4. */
  async taken(life: string, wanted: number): Promise<Ended> {
    const running = start(this.#host, this.config(life, { count: 5 }));
    await running.until('all records', () => this.numbers(life).length >= wanted + 5);
    const ended = await running.stop();
    expect(ended.code, ended.log).toBe(0);
    return ended;
  }

  numbers(life: string): number[] {
    return entries(join(this.folder, `records.${life}`)).map(({ n }) => n);
  }

  accepted(life: string): number {
    return (JSON.parse(readFileSync(join(this.folder, `ledger.${life}`), 'utf8')) as { accepted: number }).accepted;
  }
}

const count = (log: string, pattern: RegExp): number => Number(pattern.exec(log)?.[1] ?? 0);
const spilled = (log: string): number => count(log, /(\d+) records that Fluent Bit has refused wait/);
const read = (log: string): number => count(log, /(\d+) records that Fluent Bit refused at an earlier end come first/);

describe.each(allHosts)('$name', (host) => {
  it.each(Object.entries(WAYS))('delivers first what was refused to the end, and once, %s', async (_, way) => {
    const pipeline = new Pipeline(host, way);
    const first = await pipeline.refused('1');
    const before = pipeline.numbers('1');
    // Pushed record by record, it may happen that none is on its way when the input is paused.
    if (way !== WAYS.pushed) expect(spilled(first.log), first.log).toBeGreaterThan(0);
    expect(before.length + spilled(first.log), first.log).toBe(pipeline.accepted('1'));

    const second = await pipeline.taken('2', spilled(first.log));
    expect(read(second.log)).toBe(spilled(first.log));
    expect([...before, ...pipeline.numbers('2')]).toEqual([...upTo(pipeline.accepted('1')), ...upTo(5)]);
    expect(complaints(second.log)).toEqual([]);
    expect(readdirSync(pipeline.spill)).toEqual([]);
  });
});

describe.each(hosts)('$name', (host) => {
  it('says how many are lost where there is no folder', async () => {
    const pipeline = new Pipeline(host, { 'node.push': 'off', 'node.spill_path': '' });
    const { log } = await pipeline.refused('1');
    const lost = count(log, /(\d+) accepted records were refused.*FLB_NODE_E_RECORDS_LOST/);
    expect(lost).toBeGreaterThan(0);
    expect(pipeline.numbers('1')).toEqual(upTo(pipeline.accepted('1') - lost));
  });

  it('does not start where no file can be written', async () => {
    const pipeline = new Pipeline(host);
    const { code, signal, log } = await start(
      host,
      pipeline.config('1', { 'node.spill_path': join(pipeline.folder, 'none') }),
    ).ended();
    expect(signal, log).toBeNull();
    expect(code, log).not.toBe(0);
    expect(log).toMatch(/the folder .*none \(node.spill_path\): No such file.*FLB_NODE_E_SPILL_PATH\] -> make the folder/);
  });

  it('keeps what is refused again, in order', async () => {
    const pipeline = new Pipeline(host, { 'node.push': 'off' });
    const numbers: number[] = [];
    for (const life of ['1', '2']) {
      await pipeline.refused(life);
      numbers.push(...pipeline.numbers(life));
    }
    const wanted = [...upTo(pipeline.accepted('1')), ...upTo(pipeline.accepted('2'))];
    await pipeline.taken('3', wanted.length - numbers.length);
    expect([...numbers, ...pipeline.numbers('3')]).toEqual([...wanted, ...upTo(5)]);
    expect(readdirSync(pipeline.spill)).toEqual([]);
  });

  it('delivers a hot reload what the end before it was refused', async () => {
    const pipeline = new Pipeline(host, { 'node.push': 'off', count: 6000, padding: 2000, mem_buf_limit: '100k' });
    // No workers: Fluent Bit crashes by itself in a reload of an output that has some.
    // So a flush holds the pipeline's thread, too, and has to end for an end to begin.
    const config = pipeline.config('1', {}, { delay: 5000, delays: 1, workers: 0 });
    const running = start(host, { ...config, service: { ...config.service, hot_reload: 'on' } });
    await running.see(/paused \(mem buf/);
    running.signal('SIGHUP');
    await running.see(/refused at an earlier end come first/);
    /** Where the second life's begin: behind all of the first. */
    const second = (): number => pipeline.numbers('1').lastIndexOf(0);
    const isDone = (): boolean => second() > 0 && pipeline.numbers('1').slice(second()).includes(5999);
    await running.until('the records of both lives', isDone);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    const numbers = pipeline.numbers('1');
    expect(spilled(log), log).toBeGreaterThan(0);
    expect(numbers.slice(0, second())).toEqual(upTo(second()));
    expect(numbers.slice(second())).toEqual(upTo(6000));
  });

  it('delivers what is whole of a damaged file, and keeps the file', async () => {
    const pipeline = new Pipeline(host, { 'node.push': 'off' });
    const first = await pipeline.refused('1', { tags: 2 });
    const [file = ''] = readdirSync(pipeline.spill);
    truncateSync(join(pipeline.spill, file), readFileSync(join(pipeline.spill, file)).length - 100);
    const running = start(host, pipeline.config('2', { count: 5 }));
    await running.until('its own records', () => pipeline.numbers('2').length >= 5);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(log.match(/FLB_NODE_E_SPILL_DAMAGED/g)).toHaveLength(1);
    expect(pipeline.numbers('2').length).toBe(read(log) + 5);
    expect(read(log)).toBeLessThan(spilled(first.log));
    expect(readdirSync(pipeline.spill)).toEqual([`${file}.damaged`]);
  });

  it('gives each file to one of two processes', async () => {
    const pipeline = new Pipeline(host, { 'node.push': 'off' });
    const { log } = await pipeline.refused('1');
    const both = ['2', '3'].map((life) => start(host, pipeline.config(life, { count: 5 })));
    const all = (): number[] => [...pipeline.numbers('2'), ...pipeline.numbers('3')];
    for (const running of both) {
      await running.until('all records', () => all().length >= spilled(log) + 10);
      expect((await running.stop()).code).toBe(0);
    }
    expect(all().length).toBe(spilled(log) + 10);
    expect(readdirSync(pipeline.spill)).toEqual([]);
  });
});
