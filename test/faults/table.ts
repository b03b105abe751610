/** What must come of each fault in each kind of plugin. */
import type { FaultName } from '../fixtures/faults.ts';

export type Kind = 'input' | 'output' | 'filter';

export interface Expected {
  /** What the log must have. Stacks in the lines of the TypeScript source. */
  readonly log: readonly RegExp[];
  /** Whether the instance is restarted. */
  readonly restarts: boolean;
  /** The output says by an error that this chunk is not to be sent again, as it is documented: Fluent Bit drops it. */
  readonly dropsChunk?: boolean;
}

const stack = /\n.*\s+at .*faults\.ts:\d+:\d+/;

/** The Worker dies: another one is started, an output's chunk is retried, a filter's passes. */
const restarts = (...log: RegExp[]): Expected => ({ log, restarts: true });

/** Nothing at all happens, but perhaps some lines in the log. */
const goesOn = (...log: RegExp[]): Expected => ({ log, restarts: false });

/** An error in the method itself: `collect` begins anew in a new Worker, one of a flush or of a filter is about that chunk. */
const fails = (kind: Kind, text: RegExp): Expected => {
  const code = { input: /FLB_NODE_E_COLLECT_FAILED/, output: /FLB_NODE_E_FLUSH_FAILED/, filter: /FLB_NODE_E_FILTER_FAILED/ };
  return { log: [code[kind], text, stack], restarts: kind === 'input', dropsChunk: kind === 'output' };
};

const refusesRecord = (kind: Kind, text: RegExp): Expected => {
  if (kind === 'output') return goesOn(/printed:/);
  return kind === 'input' ? goesOn(text, /FLB_NODE_E_BAD_MESSAGE/) : fails('filter', text);
};

const neverSettles = (kind: Kind): Expected => {
  if (kind === 'input') return goesOn();
  return goesOn(kind === 'output' ? /FLB_NODE_E_FLUSH_TIMEOUT/ : /FLB_NODE_E_FILTER_TIMEOUT/);
};

export const table: Record<FaultName, (kind: Kind) => Expected> = {
  throw: (kind) => fails(kind, /the fault/),
  'throw in a timer': () => restarts(/FLB_NODE_E_WORKER_CRASHED/, /the fault/, stack),
  'throw in an event handler': () => restarts(/FLB_NODE_E_WORKER_CRASHED/, /the fault/, stack),
  'unhandled rejection': () => restarts(/FLB_NODE_E_WORKER_CRASHED/, /the fault/, stack),
  'for(;;)': () => restarts(/FLB_NODE_E_BLOCKED/, stack),
  'for(;;) in a timer': () => restarts(/FLB_NODE_E_BLOCKED/, stack),
  'throw in init': () => restarts(/FLB_NODE_E_INIT_FAILED/, /the fault/, stack, /\(restart 3\)/),
  'for(;;) in init': () => restarts(/FLB_NODE_E_BLOCKED/, stack, /\(restart 2\)/),
  'an init that never settles': () => restarts(/FLB_NODE_E_INIT_TIMEOUT/, /\(restart 2\)/),
  'deep recursion': (kind) => fails(kind, /Maximum call stack size exceeded/),
  'process.exit': () => restarts(/process\.exit\(3\) was called/, stack),
  'process.abort': (kind) => fails(kind, /process\.abort\(\) is not for a plugin.*FLB_NODE_E_PROCESS/),
  'process.kill': (kind) => fails(kind, /process\.kill\(\d+\) is not for a plugin.*FLB_NODE_E_PROCESS/),
  'process.kill of the group': (kind) => fails(kind, /process\.kill\(0\) is not for a plugin.*FLB_NODE_E_PROCESS/),
  'process.chdir': (kind) => fails(kind, /process\.chdir\(\) is not for a plugin.*FLB_NODE_E_PROCESS/),
  "process.on('SIGTERM')": () => goesOn(/process\.on\('SIGTERM'\) is not for a plugin.*never be called/),
  'a promise that never settles': neverSettles,
  '100,000 pending promises': () => goesOn(),
  'a getter that throws': (kind) => refusesRecord(kind, /the fault: a getter/),
  'a Proxy that throws': (kind) => refusesRecord(kind, /the fault: a Proxy/),
};
