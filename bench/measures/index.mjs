// The ways to measure. Each takes a variant and the run's context, and gives numbers by name.
import { flow } from './flow.mjs';

export const measures = { flow };
