/**
 * All checks, one after the other.
 *
 * @module
 */
import { setImmediate } from 'node:timers/promises';
import type { Check, Finding } from './check.ts';
import { environment } from './checks/environment.ts';
import { fluentBit } from './checks/fluent-bit.ts';
import { libnode } from './checks/libnode.ts';
import { limits } from './checks/limits.ts';
import { machine } from './checks/machine.ts';
import { permissions } from './checks/permissions.ts';
import { plugin } from './checks/plugin.ts';
import { tools } from './checks/tools.ts';
import { DoctorContext, type DoctorOptions } from './context.ts';

const checks: readonly Check[] = [machine, libnode, fluentBit, plugin, tools, permissions, limits, environment];

/** What one check found. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

/** Never throws: an error within a check is a line of it. */
export async function examine(options: DoctorOptions): Promise<Section[]> {
  const context = new DoctorContext(options);
  const sections: Section[] = [];
  for (const check of checks) {
    sections.push({ title: check.title, findings: await carefully(check, context) });
    // They run programs and wait for them: in between, the line of the terminal gets its turn.
    await setImmediate();
  }
  return sections.filter(({ findings }) => findings.length > 0);
}

export async function carefully(check: Check, context: DoctorContext): Promise<Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [{ level: 'warning', subject: 'this check', text: `could not be done: ${text}`, fix: 'report it with the output of flb-node doctor --json' }];
  }
}
