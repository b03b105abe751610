import type { VariantResult } from './run-case.mjs';

/** `value` is null where something was not run, and `why` says why. */
export interface Ratio {
  case?: string;
  of: string;
  to?: string;
  metric: string;
  value: number | null;
  low?: number;
  high?: number;
  why?: string;
}

export function judge(
  definition: { targets: readonly object[]; variants: object },
  results: Record<string, VariantResult>,
): Ratio[];
