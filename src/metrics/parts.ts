/**
 * The four metrics and the registry of prom-client, each from its own file. The package's main file loads what nobody here
 * uses as well: a push gateway with `http`, `https` and `zlib`, default metrics with OpenTelemetry's API. That was half
 * of what a Worker did before `init`. A plugin that imports `prom-client` itself gets these same classes.
 *
 * @module
 */
import type prom from 'prom-client';
// @ts-expect-error prom-client declares its main file only
import CounterPart from 'prom-client/lib/counter.js';
// @ts-expect-error prom-client declares its main file only
import GaugePart from 'prom-client/lib/gauge.js';
// @ts-expect-error prom-client declares its main file only
import HistogramPart from 'prom-client/lib/histogram.js';
// @ts-expect-error prom-client declares its main file only
import RegistryPart from 'prom-client/lib/registry.js';
// @ts-expect-error prom-client declares its main file only
import SummaryPart from 'prom-client/lib/summary.js';

export const Counter = CounterPart as typeof prom.Counter;
export const Gauge = GaugePart as typeof prom.Gauge;
export const Histogram = HistogramPart as typeof prom.Histogram;
export const Registry = RegistryPart as typeof prom.Registry;
export const Summary = SummaryPart as typeof prom.Summary;

/** prom-client's counter, which only grows. Made by `fbit.metrics.newCounter` in `init`. */
export type Counter<L extends string = string> = prom.Counter<L>;
/** prom-client's gauge, which goes up and down. Made by `fbit.metrics.newGauge` in `init`. */
export type Gauge<L extends string = string> = prom.Gauge<L>;
/** prom-client's histogram: observations by size. Made by `fbit.metrics.newHistogram` in `init`. */
export type Histogram<L extends string = string> = prom.Histogram<L>;
/** prom-client's registry: `fbit.metrics.registry` is one. */
export type Registry = prom.Registry;
/** prom-client's summary: quantiles of observations. Made by `fbit.metrics.newSummary` in `init`. */
export type Summary<L extends string = string> = prom.Summary<L>;
