/** What `fbit.config` is, for each way in which a schema can say it. Checked by `tsc`; nothing here runs. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import type { FluentBit } from '../../src/index.ts';
import { bool, duration, parseBoolean, parseDuration, parseSize, secret, size } from '../../src/index.ts';

type Config<S extends StandardSchemaV1> = FluentBit<S>['config'];

// zod
const text = z.object({ foo: z.string() });
expectTypeOf<Config<typeof text>>().toEqualTypeOf<{ foo: string }>();

const optional = z.object({ foo: z.string().optional() });
expectTypeOf<Config<typeof optional>>().toEqualTypeOf<{ foo?: string | undefined }>();

const withDefault = z.object({ foo: z.string().default('bar') });
expectTypeOf<Config<typeof withDefault>>().toEqualTypeOf<{ foo: string }>();

const coerced = z.object({ port: z.coerce.number().int().default(80), big: z.coerce.bigint() });
expectTypeOf<Config<typeof coerced>>().toEqualTypeOf<{ port: number; big: bigint }>();

const onOrOff = z.object({ tls: z.stringbool().default(false) });
expectTypeOf<Config<typeof onOrOff>>().toEqualTypeOf<{ tls: boolean }>();

const transformed = z.object({ keys: z.string().transform((value) => value.split(',')) });
expectTypeOf<Config<typeof transformed>>().toEqualTypeOf<{ keys: string[] }>();

const choice = z.object({ format: z.enum(['json', 'text']).default('json') });
expectTypeOf<Config<typeof choice>>().toEqualTypeOf<{ format: 'json' | 'text' }>();

const piped = z.object({ url: z.string().transform((value) => new URL(value)) }).transform(({ url }) => ({ host: url.host }));
expectTypeOf<Config<typeof piped>>().toEqualTypeOf<{ host: string }>();

const asynchronous = z.object({ foo: z.string() }).transform(async ({ foo }) => Promise.resolve(foo.length));
expectTypeOf<Config<typeof asynchronous>>().toEqualTypeOf<number>();

const described = z.object({ foo: z.string().describe('What it is') });
expectTypeOf<Config<typeof described>>().toEqualTypeOf<{ foo: string }>();

// zod/mini
const small = mini.object({
  foo: mini._default(mini.string(), 'bar'),
  port: mini.optional(mini.coerce.number()),
  tls: mini.stringbool(),
});
expectTypeOf<Config<typeof small>>().toEqualTypeOf<{ foo: string; port?: number | undefined; tls: boolean }>();

// Any other Standard Schema: as valibot and arktype declare theirs.
type Standard<Output> = StandardSchemaV1<unknown, Output>;
expectTypeOf<Config<Standard<{ foo: string; tags: readonly string[] }>>>().toEqualTypeOf<{ foo: string; tags: readonly string[] }>();

// The parsers of this package, in a schema.
const ours = z.object({
  every: z.string().transform(parseDuration),
  limit: z.string().transform(parseSize),
  on: z.string().transform(parseBoolean),
  key: secret(z.string()),
});
expectTypeOf<Config<typeof ours>>().toEqualTypeOf<{ every: number; limit: number; on: boolean; key: string }>();
expectTypeOf<StandardSchemaV1.InferOutput<typeof duration | typeof size>>().toEqualTypeOf<number>();
expectTypeOf<StandardSchemaV1.InferOutput<typeof bool>>().toEqualTypeOf<boolean>();

// Without a schema.
expectTypeOf<FluentBit['config']>().toEqualTypeOf<undefined>();
expectTypeOf<FluentBit<undefined>['config']>().toEqualTypeOf<undefined>();

// It is there to be read, by its names.
const read = (fbit: FluentBit<typeof text>): void => {
  // @ts-expect-error no such option
  void fbit.config.bar;
  // @ts-expect-error the section is not to be replaced
  fbit.config = { foo: '' };
  // @ts-expect-error a text is no number
  expectTypeOf<number>(fbit.config.foo);
};
void read;
