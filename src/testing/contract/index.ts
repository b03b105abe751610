/**
 * The contract of a plugin, checked: each clause with faults injected, reported like tests.
 *
 * @module
 */
import type { PluginDefinition } from '../../plugin/types.ts';
import { turns } from '../real-time.ts';
import { cancelAfter, cancelBefore, cancelDuring } from './cancel.ts';
import { Broken, NotStarted, Skipped, type Check } from './check.ts';
import { empty, huge, keys, text } from './hostile.ts';
import { bytes, handles, listeners, needNoRejection, rejections, timers } from './leftovers.ts';
import { mute } from './mute.ts';
import { observe } from './observe.ts';
import type { ContractOptions } from './options.ts';
import { goesOn, permanentFailure, retry, slowFlush, throwsErrors, twoAtOnce } from './outcome.ts';
import { fullQueue } from './queue.ts';
import { sharesNothing, startsTwice } from './start.ts';
import { clockBack } from './time.ts';
import { textOf, World } from './world.ts';

export type { ContractOptions } from './options.ts';

/** In the order of the report; docs/testing.md lists them. */
export const CHECKS: readonly Check[] = [
  startsTwice,
  cancelBefore,
  cancelDuring,
  cancelAfter,
  fullQueue,
  retry,
  permanentFailure,
  slowFlush,
  goesOn,
  twoAtOnce,
  throwsErrors,
  keys,
  text,
  empty,
  huge,
  clockBack,
  bytes,
  sharesNothing,
  rejections,
  timers,
  handles,
  listeners,
];

/** What one check found. */
export interface CheckResult {
  /** As a test is called: `ends when it is cancelled during a write`. */
  readonly name: string;
  /** `'skipped'`: it cannot be made of this plugin, or not with these options. */
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was seen, or why it was skipped; empty when it passed. */
  readonly seen: string;
  /** What to change in the plugin, in a sentence or two; empty unless it failed. */
  readonly change: string;
}

/** What `checkContract` found. */
export interface ContractReport {
  /** The plugin's name. */
  readonly plugin: string;
  /** Did no check fail? */
  readonly passed: boolean;
  /** One for each check that is there for its kind of plugin, in a fixed order. */
  readonly checks: readonly CheckResult[];
}

/** The names of the checks for a kind of plugin, in the order of the report. */
export const contractChecks = (plugin: PluginDefinition): string[] =>
  CHECKS.filter(({ types }) => types.includes(plugin.type)).map(({ name }) => name);

/**
 * Makes one check.
 *
 * @param name - one of {@link contractChecks}.
 * @throws `TypeError` for another name. What the plugin throws is in the result.
 */
export async function checkClause(plugin: PluginDefinition, name: string, options: ContractOptions = {}): Promise<CheckResult> {
  const check = CHECKS.find((each) => each.name === name);
  if (!check) throw new TypeError(`there is no check "${name}"`);
  if (options.skip?.includes(name)) return { name, status: 'skipped', seen: 'as asked for (`skip`)', change: '' };
  const unmute = mute();
  try {
    await observe(async (observed) => {
      const world = new World(plugin, options, observed);
      try {
        await check.run(world);
        await turns();
        needNoRejection(world);
      } finally {
        await world.close();
      }
    });
    return { name, status: 'passed', seen: '', change: '' };
  } catch (error) {
    if (error instanceof Skipped) return { name, status: 'skipped', seen: error.message, change: '' };
    if (error instanceof NotStarted && error.isMisconfigured && check !== startsTwice) {
      return { name, status: 'skipped', seen: 'it does not start with this `config`', change: '' };
    }
    if (error instanceof Broken) return { name, status: 'failed', seen: error.message, change: error.change ?? check.change };
    return { name, status: 'failed', seen: textOf(error), change: check.change };
  } finally {
    unmute();
  }
}

/**
 * Checks what a plugin promises Fluent Bit: that it ends when it is told to, waits while there is no room, survives
 * chunks such as come once a year, and leaves nothing behind. Each clause is checked on instances of its own, one after
 * the other; what the plugin prints meanwhile is not shown.
 *
 * @returns the report; it does not throw for what the plugin does.
 * @throws `TypeError` when `skip` has a name that no check has.
 * @example
 * ```ts
 * const { passed, checks } = await checkContract(plugin, { config: { url: 'http://127.0.0.1:8080' } });
 * for (const { name, status, seen, change } of checks) if (status === 'failed') console.error(`${name}: ${seen}\n  ${change}`);
 * ```
 */
export async function checkContract(plugin: PluginDefinition, options: ContractOptions = {}): Promise<ContractReport> {
  const unknown = options.skip?.find((name) => !CHECKS.some((check) => check.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no check "${unknown}" to skip`);
  const checks: CheckResult[] = [];
  for (const name of contractChecks(plugin)) checks.push(await checkClause(plugin, name, options));
  return { plugin: plugin.name, passed: checks.every(({ status }) => status !== 'failed'), checks };
}
