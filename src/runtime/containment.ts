/**
 * What a Worker must not do to the process that it is in: Fluent Bit's. Most of it Node refuses to Workers by itself, in
 * words that do not say why; the rest is refused here. Against accidents, not against attackers (docs/security.md).
 *
 * @module
 */
import { constants } from 'node:os';
import v8 from 'node:v8';
import { createError, describeError } from '../errors.ts';

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
 * @param processGroup - of Fluent Bit. The Worker itself may be denied to look it up.
 * @param report - prints an error of the instance.
 * @param warn - prints a warning of the instance.
 */
export function contain(
  processGroup: number,
  report: (text: string) => void,
  warn: (text: string) => void,
): void {
  // 0 is the own process group, -1 everybody.
  const fluentBit = [process.pid, 0, -1, -processGroup];
  const refuse = (what: string): never => {
    throw createError('FLB_NODE_E_PROCESS', what);
  };
  process.abort = () => refuse('process.abort()');
  process.chdir = () => refuse('process.chdir()');
  v8.setFlagsFromString = () => refuse('v8.setFlagsFromString()');

  const { kill, exit } = process;
  process.kill = (pid, signal) => {
    // Signal 0 only asks whether the process exists.
    if (signal !== 0 && fluentBit.includes(pid)) refuse(`process.kill(${pid})`);
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
