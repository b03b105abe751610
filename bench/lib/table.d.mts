import type { VariantResult } from './run-case.mjs';
import type { Ratio } from './targets.mjs';

export function caseTable(of: { title: string; results: Record<string, VariantResult> }): string;
export function ratioTable(ratios: readonly object[]): string;
/** A ratio, with as many places as tell. */
export function number(value: number): string;
/** What a metric is counted in. */
export function unit(metric: string): string;

export function ratioTable(ratios: readonly Ratio[]): string;
