/**
 * What `flush` and `filter` answer when something goes wrong.
 *
 * @module
 */
import { RetryError } from '../../errors.ts';
import { encodeMetrics } from '../../signals/metrics-encoder.ts';
import { counter } from '../signals.ts';
import { Broken, Skipped, TAKERS, type Check } from './check.ts';
import { badText, cutChunk, oddKeys, takenTypes } from './samples.ts';
import { textOf, type Outcome, type World } from './world.ts';

/** The target is down: Fluent Bit is to send the chunk again. */
export const retry: Check = {
  name: 'asks for a retry while its target is down',
  types: ['output'],
  change: 'Throw a RetryError for what a later attempt may mend: a refused connection, a time-out, status 429 and 5xx.',
  async run(world) {
    const { failing } = world.options;
    if (!failing) throw new Skipped('give `failing`: changes to `config` with which its target is down');
    const instance = await world.start({ ...world.config, ...failing });
    for (const attempt of ['the first', 'the second']) {
      const { status, error } = await world.ask(instance);
      if (status !== 'retry') throw new Broken(`${attempt} flush came out as "${status}"${error === undefined ? '' : ` (${textOf(error)})`}`);
    }
    await world.end(instance);
  },
};

/** The target refuses the chunk, and always will: to send it again would block the way. */
export const permanentFailure: Check = {
  name: 'drops what its target refuses',
  types: ['output'],
  change: 'Throw an Error that is no RetryError for what will never be taken (status 400, 413): the chunk is dropped and logged.',
  async run(world) {
    const { refusing } = world.options;
    if (!refusing) throw new Skipped('give `refusing`: changes to `config` with which its target refuses what it gets');
    const instance = await world.start({ ...world.config, ...refusing });
    const { status, error } = await world.ask(instance);
    if (status !== 'error') throw new Broken(`flush came out as "${status}"${error === undefined ? '' : ` (${textOf(error)})`}`);
    await world.end(instance);
  },
};

/** `node.flush_timeout` or `node.filter_timeout` is over. */
export const slowFlush: Check = {
  name: 'ends a call whose time is over',
  types: TAKERS,
  change: 'Hand the ctx of the call to what it waits for: fetch(url, { signal: ctx.signal }), ctx.sleep(ms).',
  async run(world) {
    const instance = await world.start({ ...world.config, ...world.options.hanging });
    const { status, error } = await world.ask(instance, undefined, { expires: true });
    if (status === 'error') throw new Broken(`it failed with ${textOf(error)} instead, and the chunk would be dropped`, 'Throw ctx.error, or let the AbortError pass.');
    await world.end(instance);
  },
};

/** One bad chunk is one bad chunk. */
export const goesOn: Check = {
  name: 'goes on after a chunk that it cannot read',
  types: TAKERS,
  change: 'Let what a call changes in the plugin object be right also when the call fails: use try and finally.',
  async run(world) {
    const instance = await world.start();
    await world.needsDelivery(instance);
    for (const chunk of unreadable(world)) await world.ask(instance, chunk);
    const { status, error } = await world.ask(instance);
    if (status !== 'ok') throw new Broken(`after it a usual chunk came out as "${status}" (${textOf(error)})`);
    await world.end(instance);
  },
};

/** Of another kind than it takes, and cut off. */
const unreadable = ({ plugin }: World): Uint8Array[] =>
  takenTypes(plugin).includes('metrics') ? [cutChunk()] : [encodeMetrics([counter('not_a_log', 1)]), cutChunk()];

/** As many as the output has `workers`. */
export const twoAtOnce: Check = {
  name: 'takes a chunk while another one is at work',
  types: ['output'],
  change: 'Keep what belongs to one call in variables of flush, not in the plugin object.',
  async run(world) {
    const instance = await world.start();
    await world.needsDelivery(instance);
    const outcomes = await Promise.all([world.ask(instance), world.ask(instance), world.ask(instance)]);
    const bad = outcomes.find(({ status }) => status !== 'ok');
    if (bad) throw new Broken(`of three chunks at once one came out as "${bad.status}" (${textOf(bad.error)})`);
    await world.end(instance);
  },
};

/** A text has no stack, and no cause. */
export const throwsErrors: Check = {
  name: 'throws nothing but errors',
  types: TAKERS,
  change: "Throw an Error: throw new Error('...', { cause }), or new RetryError('...').",
  async run(world) {
    const sections = [undefined, world.options.failing, world.options.refusing];
    const outcomes: Outcome[] = [];
    for (const changes of sections.filter((each, i) => i === 0 || each !== undefined)) {
      const instance = await world.start({ ...world.config, ...changes });
      outcomes.push(await world.ask(instance));
      for (const chunk of [oddKeys(), badText(), ...unreadable(world)]) outcomes.push(await world.ask(instance, chunk));
      outcomes.push(await world.ask(instance, undefined, { expires: true }));
      await world.end(instance);
    }
    for (const { error } of outcomes) {
      if (error === undefined || isError(error) || RetryError.is(error)) continue;
      throw new Broken(`it threw ${textOf(error)}, which is no Error`);
    }
  },
};

/** Also one of another realm, and a DOMException. */
const isError = (error: unknown): boolean =>
  error instanceof Error || Object.prototype.toString.call(error) === '[object Error]' || error instanceof DOMException;
