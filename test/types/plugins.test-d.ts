/** Wrong plugins, which the compiler refuses. Checked by `tsc`; nothing here runs. */
import { expect, expectTypeOf } from 'vitest';
import { z } from 'zod';
import {
  registerCustom,
  registerFilter,
  registerInput,
  registerOutput,
  type FilterDefinition,
  type FluentBit,
  type InputDefinition,
  type OutputPlugin,
} from '../../src/index.ts';
import {
  applyFilter,
  checkContract,
  createClock,
  event,
  flushOutput,
  runCustom,
  runInput,
  startInstance,
} from '../../src/testing/index.ts';
import '../../src/testing/vitest.ts';

const config = z.object({ foo: z.string() });

// The schema reaches `init` also of a plugin that is an object literal.
const input = registerInput(
  'in-a',
  'd',
  () => ({
    init: (_ctx, fbit) => expectTypeOf(fbit.config).toEqualTypeOf<{ foo: string }>() as never,
    async collect(ctx, ch) {
      expectTypeOf(ctx.ticker(1)).toEqualTypeOf<AsyncGenerator<Date, void, undefined>>();
      await ch.write({ record: {} });
      // @ts-expect-error a message has a record
      await ch.write({ message: 'x' });
      // @ts-expect-error a record is no text
      await ch.write({ record: 'x' });
      // @ts-expect-error a tag is a text
      await ch.write({ record: {}, tag: 3 });
    },
  }),
  { config },
);
expectTypeOf(input).toEqualTypeOf<InputDefinition<typeof config>>();

const output = registerOutput('out-a', 'd', () => ({ init() {}, async flush() {} }), { eventTypes: ['logs', 'traces'] });
const filter = registerFilter('filter_a', 'd', () => ({ init() {}, filter: (_ctx, chunk) => [...chunk] }));
expectTypeOf(filter).toEqualTypeOf<FilterDefinition<undefined>>();
const custom = registerCustom('custom-a', 'd', () => ({ init() {} }));

// @ts-expect-error an input has a collect
registerInput('in-a', 'd', () => ({ init() {} }));
// @ts-expect-error an output has a flush
registerOutput('out-a', 'd', () => ({ init() {}, async collect() {} }));
// @ts-expect-error flush is asynchronous
registerOutput('out-a', 'd', () => ({ init() {}, flush() {} }));
// @ts-expect-error an output's kinds of chunks have names
registerOutput('out-a', 'd', () => ({ init() {}, async flush() {} }), { eventTypes: ['spans'] });
// @ts-expect-error a filter gives messages, not records
registerFilter('filter_a', 'd', () => ({ init() {}, filter: () => [{ foo: 1 }] }));
// @ts-expect-error the factory makes a plugin, it is none
registerCustom('custom-a', 'd', { init() {} });
// @ts-expect-error a schema is no plain object
registerCustom('custom-a', 'd', () => ({ init() {} }), { config: { foo: 'string' } });

class Typed implements OutputPlugin<typeof config> {
  init(_ctx: unknown, fbit: FluentBit<typeof config>): void {
    void fbit.config.foo;
  }
  async flush(): Promise<void> {}
}
// @ts-expect-error it wants its schema
registerOutput('out-a', 'd', () => new Typed());

// The testing kit knows the kinds.
const drive = async (): Promise<void> => {
  const clock = createClock();
  const { records } = await runInput(input, { clock, config: { foo: 'x', n: 1, on: true }, until: (all) => all.length > 1 });
  expectTypeOf(records[0]?.['x']).not.toBeAny();
  // @ts-expect-error an output is no input
  await runInput(output);
  // @ts-expect-error a filter is no output
  await flushOutput(filter, []);
  // @ts-expect-error an input is no filter
  await applyFilter(input, []);
  // @ts-expect-error a section has texts, numbers and booleans
  await runCustom(custom, { config: { list: [1] } });
  // @ts-expect-error a clock is none of vitest's
  await startInstance(custom, { clock: Date });
  // @ts-expect-error no such option
  await checkContract(output, { failng: {} });
  // @ts-expect-error a record is a map
  event(3);

  expect(records).toHaveWritten({ a: 1 });
  expect(await runCustom(custom)).toHaveLogged('info', /a/);
  expect(await runCustom(custom)).toHaveMetric('a_total', { kind: 'x' }, 3);
  // @ts-expect-error no such level
  expect(await runCustom(custom)).toHaveLogged('information', 'a');
  // @ts-expect-error at least one record
  expect(records).toHaveWritten();
};
void drive;
