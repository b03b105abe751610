/** What an editor shows when the mouse rests on a name: TypeScript's own answer, as every editor gets it. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FILE = `${root}test/hover-sample.ts`;

/** A plugin as a user writes it. A comment stands before each name that is looked at. */
const SOURCE = `
import { EventTime, type Context, type FluentBit, type InputPlugin, type MessageChannel, registerInput, registerOutput, RetryError } from 'fluent-bit-node';
import { createClock, runInput, startInstance, checkContract } from 'fluent-bit-node/testing';
import 'fluent-bit-node/testing/vitest';
import { expect } from 'vitest';
import * as z from 'zod';

const config = z.object({
  /** Text added to each record. */
  foo: z.string().default('bar').describe('By the schema'),
  bare: z.string().describe('By the schema'),
});

class Dummy implements InputPlugin<typeof config> {
  init(ctx: Context, fbit: FluentBit<typeof config>): void {
    fbit./*config*/config./*foo*/foo;
    fbit.config./*bare*/bare;
    fbit./*logger*/logger./*warn*/warn('x');
    fbit./*metrics*/metrics./*newCounter*/newCounter('a', 'b');
    fbit./*conf*/conf./*get*/get('node.buffer_limit');
  }
  async /*collect*/collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for await (const time of ctx./*ticker*/ticker(1000)) await ch./*write*/write({ /*time*/time, record: {}, /*tag*/tag: 'x' });
    await ch./*writeBatch*/writeBatch([]);
    await ctx./*sleep*/sleep(1);
    ctx./*withTimeout*/withTimeout(1);
    ctx./*signal*/signal;
  }
}
const plugin = /*registerInput*/registerInput('in-dummy', 'Dummy', () => new Dummy(), { /*schema*/config });
registerOutput('out', 'Out', () => ({ init() {}, async /*flush*/flush(ctx, chunk) { chunk./*toJSONLines*/toJSONLines(); throw new /*RetryError*/RetryError('x'); } }), { /*eventTypes*/eventTypes: ['logs'] });
await /*runInput*/runInput(plugin, { /*limit*/limit: 1, /*clock*/clock: /*createClock*/createClock(), /*bufferLimit*/bufferLimit: 4096 });
new /*EventTime*/EventTime(1);
await /*checkContract*/checkContract(plugin, { /*realTime*/realTime: true });
expect(await startInstance(plugin)).toHaveLogged('x');
expect(plugin)./*toHaveMetric*/toHaveMetric('a');
`;

const host: ts.LanguageServiceHost = {
  getCompilationSettings: () => ({
    ...ts.parseJsonConfigFileContent(ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config, ts.sys, root).options,
    paths: {
      'fluent-bit-node': [`${root}src/index.ts`],
      'fluent-bit-node/testing': [`${root}src/testing/index.ts`],
      'fluent-bit-node/testing/vitest': [`${root}src/testing/vitest.ts`],
    },
  }),
  getScriptFileNames: () => [FILE],
  getScriptVersion: () => '1',
  getScriptSnapshot: (name) => {
    const text = name === FILE ? SOURCE : ts.sys.readFile(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === FILE || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
  realpath: ts.sys.realpath,
};
const service = ts.createLanguageService(host);

/** The text of the hover, tags included. */
const hover = (name: string): string => {
  const mark = `/*${name}*/`;
  const at = SOURCE.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in the sample`);
  const info = service.getQuickInfoAtPosition(FILE, at + mark.length);
  const tags = (info?.tags ?? []).map(({ name: tag, text }) => `@${tag} ${ts.displayPartsToString(text)}`);
  return [ts.displayPartsToString(info?.documentation), ...tags].join('\n').replace(/\s+/g, ' ');
};

describe('hovering', () => {
  test('the sample is right', () => {
    const wrong = service.getSemanticDiagnostics(FILE).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(wrong).toEqual([]);
  });

  test.each([
    ['config', 'checked and converted by the schema'],
    ['logger', '`console.*` goes there too'],
    ['warn', 'mends itself'],
    ['metrics', 'Create them in `init`'],
    ['newCounter', 'init'],
    ['conf', 'raw strings'],
    ['get', 'undefined'],
    ['collect', 'Called once, when Fluent Bit\'s pipeline runs'],
    ['collect', 'node.exit_timeout'],
    ['ticker', 'Ends, and does not throw, when the context is cancelled'],
    ['write', 'Resolves once it is accepted'],
    ['write', '@throws `CancelledError`'],
    ['time', '@default now'],
    ['tag', '@default the `tag` of the input\'s section'],
    ['writeBatch', '@returns how many messages were accepted'],
    ['sleep', '@throws'],
    ['withTimeout', 'TimeoutError'],
    ['signal', 'fetch(url, { signal: ctx.signal })'],
    ['registerInput', '@throws `FLB_NODE_E_ALREADY_REGISTERED`'],
    ['schema', 'Standard Schema'],
    ['flush', 'it rejects with a `RetryError`'],
    ['flush', 'node.flush_timeout` (30 s)'],
    ['toJSONLines', 'One JSON object and a newline per record'],
    ['RetryError', 'send the chunk again later'],
    ['EventTime', '@throws `FLB_NODE_E_BAD_TIME`'],
    ['eventTypes', "@default ['logs']"],
    ['runInput', '@throws what `init` or `collect` threw'],
    ['limit', '@default no limit'],
    ['clock', '@default real time'],
    ['createClock', 'a clock that a test moves'],
    ['bufferLimit', '@default 1 MiB'],
    ['checkContract', 'ends when it is told to'],
    ['realTime', '@default false'],
    ['toHaveMetric', 'Is there a metric of that name'],
  ])('%s shows: %s', (name, text) => {
    expect(hover(name)).toContain(text);
  });

  test('an option of the schema shows its comment; describe() is text at run time, which no type has', () => {
    expect(hover('foo')).toBe('Text added to each record.');
    expect(hover('bare')).toBe('');
  });
});
