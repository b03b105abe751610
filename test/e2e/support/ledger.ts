/** What `fixture-output` kept. */
import { existsSync, readFileSync } from 'node:fs';

export interface Entry {
  tag: string;
  time: string;
  n: number;
  from: string;
}

export function entries(file: string): Entry[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  // The last line may be half written while the plugin still runs.
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

/** The numbers, sorted. */
export const numbers = (file: string): number[] => entries(file).map(({ n }) => n).sort((a, b) => a - b);

/** 0 to count - 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
