import { beforeEach, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import {
  registerInput,
  registerOutput,
  type Chunk,
  type Context,
  type Counter,
  type EventTime,
  type FluentBit,
  type InputDefinition,
  type InputPlugin,
  type Message,
  type MessageChannel,
  type OutputPlugin,
} from '../../../src/index.ts';
import { resetRegistration, runInput } from '../../../src/testing/index.ts';

const config = z.object({
  foo: z.string().default('bar'),
  port: z.coerce.number().optional(),
  verify: z.stringbool().default(true),
});

beforeEach(resetRegistration);

test('fbit.config has the type of what the schema makes', () => {
  expectTypeOf<FluentBit<typeof config>['config']>().toEqualTypeOf<{ foo: string; port?: number; verify: boolean }>();
  expectTypeOf<FluentBit['config']>().toEqualTypeOf<undefined>();
});

class Typed implements InputPlugin<typeof config> {
  init(ctx: Context, fbit: FluentBit<typeof config>): void {
    expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(fbit.config.verify).toEqualTypeOf<boolean>();
    expectTypeOf(fbit.metrics.newCounter('a', 'b', ['plugin'])).toEqualTypeOf<Counter<'plugin'>>();
    expectTypeOf(fbit.conf.get('x')).toEqualTypeOf<string | undefined>();
  }

  async collect(ctx: Context, ch: MessageChannel): Promise<void> {
    for await (const time of ctx.ticker(1)) expectTypeOf(ch.write({ time, record: {} })).toEqualTypeOf<Promise<void>>();
  }
}

test('a plugin typed with a schema has to be registered with it', () => {
  const definition = registerInput('in-typed', 'd', () => new Typed(), { config });
  expectTypeOf(definition).toEqualTypeOf<InputDefinition<typeof config>>();
  expectTypeOf(runInput).toBeCallableWith(definition, { config: { foo: 'x', port: 1 }, limit: 1 });
  const wrong = (): void => {
    // @ts-expect-error the schema is missing
    registerInput('in-typed', 'd', () => new Typed());
    // @ts-expect-error another schema
    registerInput('in-typed', 'd', () => new Typed(), { config: z.object({ other: z.number() }) });
    // @ts-expect-error an input is no output
    registerOutput('in-typed', 'd', () => new Typed(), { config });
  };
  expectTypeOf(wrong).toBeFunction();
});

test('a class without a configuration needs no options', () => {
  class Plain implements OutputPlugin {
    init(): void {}
    async flush(ctx: Context, chunk: Chunk): Promise<void> {
      expectTypeOf(chunk.type).toEqualTypeOf<'logs' | 'metrics' | 'traces'>();
      for (const message of chunk) {
        expectTypeOf(message.time).toEqualTypeOf<EventTime>();
        expectTypeOf(message).toMatchTypeOf<Message>();
      }
      await ctx.sleep(1);
    }
  }
  registerOutput('out-plain', 'd', () => new Plain());
});

test('a message is a record with what else there is', () => {
  interface Row {
    id: number;
  }
  const row: Row = { id: 1 };
  expectTypeOf({ record: row }).toMatchTypeOf<Message>();
  expectTypeOf<{ time: bigint; record: object }>().toMatchTypeOf<Message>();
  expectTypeOf<{ time: string; record: object }>().not.toMatchTypeOf<Message>();
  expectTypeOf<{ record: string }>().not.toMatchTypeOf<Message>();
});
