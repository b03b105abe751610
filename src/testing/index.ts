/**
 * `fluent-bit-node/testing`: drives a plugin in plain Node, without a `.so` and without Fluent Bit, with the very code
 * that runs it there.
 *
 * @module
 */
export { resetRegistration } from '../plugin/register.ts';
export { createContext, type CancelFunction } from '../plugin/context.ts';
export { applyFilter, type ApplyFilterOptions, type FilterTestResult } from './apply-filter.ts';
export { createClock, TestClock, type ClockOptions } from './clock.ts';
export {
  checkClause,
  checkContract,
  contractChecks,
  type CheckResult,
  type ContractOptions,
  type ContractReport,
} from './contract/index.ts';
export { encodeChunk, type ChunkInput } from './encode.ts';
export {
  encodeLegacyChunk,
  event,
  events,
  group,
  type BuiltEvent,
  type EventOptions,
  type EventsOptions,
  type GroupOptions,
} from './events.ts';
export { encodeMetrics } from '../signals/metrics-encoder.ts';
export { encodeTraces } from '../signals/traces-encoder.ts';
export { flushOutput, type FlushOutputOptions, type OutputResult } from './flush-output.ts';
export {
  startInstance,
  type AskOptions,
  type FilterOutcome,
  type FlushResult,
  type InstanceOptions,
  type InstanceSink,
  type TestInstance,
  type WrittenMessage,
} from './instance.ts';
export {
  matchers,
  type HasLogs,
  type HasMetrics,
  type HasRecords,
  type MatcherResult,
  type MatcherState,
} from './matchers.ts';
export { type LogLine, type Section } from './memory-binding.ts';
export { MetricView, type MetricValue } from './metric-view.ts';
export { runCustom, type CustomResult, type RunCustomOptions } from './run-custom.ts';
export { runInput, type InputResult, type RunInputOptions } from './run-input.ts';
export { counter, gauge, spans } from './signals.ts';
