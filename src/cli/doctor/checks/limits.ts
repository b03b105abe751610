/**
 * Limits of this process and of its container, which Fluent Bit has too when it is started here.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, warning, type Check, type Finding } from '../check.ts';

const MIB = 2 ** 20;
/** What Fluent Bit and Node have open, and some of a plugin's own. */
const FILES = 1024;
/** Of Node about a dozen, of each instance two: see docs/how-it-works.md. */
const THREADS = 64;
/** What node.heap_mb is where nobody sets it: as much of the heap, and as much of buffers. */
const HEAP_MIB = 256;
/** Fluent Bit itself, and Node with no instance. */
const REST_MIB = 128;

export const limits: Check = {
  title: 'Limits',
  run: () => {
    const own = text('/proc/self/limits');
    return [
      atLeast('open files', row(own, 'Max open files'), FILES, `ulimit -n ${FILES}   # or LimitNOFILE= of the unit`),
      atLeast('threads', Math.min(row(own, 'Max processes'), ofCgroup('pids')), THREADS, 'raise TasksMax= of the unit, or --pids-limit of the container'),
      memory(ofCgroup('memory')),
    ];
  },
};

function atLeast(subject: string, limit: number, wanted: number, fix: string): Finding {
  const shown = Number.isFinite(limit) ? String(limit) : 'no limit';
  return limit >= wanted ? ok(subject, shown) : warning(subject, `${shown}, which may be too few`, fix);
}

function memory(limit: number): Finding {
  if (!Number.isFinite(limit)) return ok('memory', 'no limit of a container');
  const mib = Math.floor(limit / MIB);
  const wanted = 2 * HEAP_MIB + REST_MIB;
  const shown = `${mib} MiB`;
  if (mib >= wanted) return ok('memory', shown);
  const heap = Math.max(16, Math.floor((mib - REST_MIB) / 2));
  return warning('memory', `${shown}, and one instance may use 2 x ${HEAP_MIB} MiB (node.heap_mb)`, `set node.heap_mb ${heap} in the plugin's section, or raise the limit to ${wanted} MiB`);
}

/** The soft limit of one row of /proc/self/limits. */
function row(limitsText: string, name: string): number {
  const value = new RegExp(`^${name} +(\\S+)`, 'm').exec(limitsText)?.[1];
  return value === undefined || value === 'unlimited' ? Infinity : Number(value);
}

/** Of this process' group, version 2 or 1. */
function ofCgroup(kind: 'memory' | 'pids'): number {
  const groups = text('/proc/self/cgroup');
  const two = /^0::(.*)$/m.exec(groups)?.[1] ?? '/';
  const one = new RegExp(`^\\d+:[^:]*\\b${kind}\\b[^:]*:(.*)$`, 'm').exec(groups)?.[1] ?? '/';
  const oldName = kind === 'memory' ? 'memory.limit_in_bytes' : 'pids.max';
  const root = '/sys/fs/cgroup';
  const files = [join(root, two, `${kind}.max`), join(root, `${kind}.max`), join(root, kind, one, oldName), join(root, kind, oldName)];
  const value = files.map((file) => text(file).trim()).find((found) => found !== '');
  // Version 1 has a number beyond any memory where there is no limit.
  const limit = value === undefined || value === 'max' ? Infinity : Number(value);
  return limit < Number.MAX_SAFE_INTEGER / 2 ? limit : Infinity;
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
