/**
 * What a Worker must not do to the process that it is in: Fluent Bit's. Most of it Node refuses to Workers by itself, in
 * words that do not say why; the rest is refused here. Against accidents, not against attackers (docs/security.md).
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import v8 from 'node:v8';
import { createError, describeError } from '../errors.ts';

/** The process group of this process, as kill(2) takes it. */
function ownGroup(): number {
  try {
    // Field 5, counted from behind the name, which may have blanks and brackets in it.
    const stat = readFileSync('/proc/self/stat', 'utf8');
    return -Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return 0;
  }
}

/** Would it reach Fluent Bit? 0 is its process group, -1 everybody. */
const isFluentBit = (pid: number): boolean => pid === process.pid || pid === 0 || pid === -1 || pid === ownGroup();

/** The frames of whoever called `callee`, mapped. */
function callersOf(callee: Function): string[] {
  const trace = { stack: '' };
  Error.captureStackTrace(trace, callee);
  return trace.stack.split('\n').slice(1);
}

/** After an uncaught error Node itself ends the Worker in this way. */
const isNode = (frame: string): boolean => frame.includes('node:internal');

/**
 * Replaces what would reach the process, in this Worker.
 *
 * @param report - prints an error of the instance.
 * @param warn - prints a warning of the instance.
 */
export function contain(report: (text: string) => void, warn: (text: string) => void): void {
  const refuse = (what: string): never => {
    throw createError('FLB_NODE_E_PROCESS', what);
  };
  process.abort = () => refuse('process.abort()');
  process.chdir = () => refuse('process.chdir()');
  v8.setFlagsFromString = () => refuse('v8.setFlagsFromString()');

  const { kill, exit } = process;
  process.kill = (pid, signal) => {
    // Signal 0 only asks whether the process exists.
    if (signal !== 0 && isFluentBit(pid)) refuse(`process.kill(${pid})`);
    return kill.call(process, pid, signal);
  };
  // Node ends the Worker alone. Only the place is not known afterwards.
  process.exit = (code) => {
    const callers = callersOf(process.exit);
    if (!callers.every(isNode)) report([`process.exit(${code ?? ''}) was called`, ...callers].join('\n'));
    return exit.call(process, code);
  };

  const warned = new Set<string>();
  process.on('newListener', (event: string | symbol) => {
    if (typeof event !== 'string' || !(event in constants.signals) || warned.has(event)) return;
    warned.add(event);
    warn(`${describeError(createError('FLB_NODE_E_PROCESS', `process.on('${event}')`))}; it will never be called`);
  });
}
