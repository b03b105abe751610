/**
 * `fluent-bit-node`: write Fluent Bit plugins in TypeScript.
 *
 * @module
 */
export {
  registerCustom,
  registerFilter,
  registerInput,
  registerOutput,
  type OutputOptions,
  type RegisterOptions,
} from './plugin/register.ts';
export type {
  BasePlugin,
  CustomDefinition,
  CustomPlugin,
  FilterDefinition,
  FilterPlugin,
  FilterResult,
  FluentBit,
  InputDefinition,
  InputPlugin,
  InstanceInfo,
  OutputDefinition,
  OutputPlugin,
  PluginDefinition,
} from './plugin/types.ts';

export type { CancelFunction, Context } from './plugin/context.ts';
export type { MessageChannel } from './plugin/channel.ts';
export type { FilteredMessage, Message, ReceivedMessage } from './plugin/message.ts';
export { Chunk, type ChunkType } from './plugin/chunk.ts';

export type {
  ExponentialBuckets,
  ExponentialHistogramSample,
  HistogramBucket,
  HistogramSample,
  MetricContext,
  MetricFamily,
  MetricSample,
  MetricType,
  NumberSample,
  SummaryQuantile,
  SummarySample,
} from './signals/metrics.ts';
export type {
  MetricFamilyInput,
  ResourceSpansInput,
  ScopeSpansInput,
  SpanEventInput,
  SpanInput,
  SpanLinkInput,
} from './signals/inputs.ts';
export type {
  InstrumentationScope,
  ResourceSpans,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
  SpanStatusCode,
} from './signals/traces.ts';

export { EventTime, type TimeInput } from './codec/event-time.ts';
export { ExtData, type DecodedRecord, type Value } from './codec/values.ts';
export type { EventGroup } from './codec/decoder.ts';
export { LogEvent } from './codec/log-event.ts';
export type { RecordInput } from './codec/encoder.ts';

export {
  CancelledError,
  ConfigError,
  FluentBitNodeError,
  RetryError,
  errorTable,
  type ConfigIssue,
  type ErrorCode,
} from './errors.ts';

export type { ConfReader } from './config/conf.ts';
export type { ConfigOutput, ConfigSchema } from './config/schema.ts';
export { secret } from './config/secrets.ts';
export { bool, duration, parseBoolean, parseDuration, parseSize, size } from './config/values.ts';

export type { Logger } from './log/logger.ts';
export type { Counter, Gauge, Histogram, Metrics, Registry, Summary } from './metrics/metrics.ts';

export type { PluginType } from './runtime/binding.ts';
