// The ways to measure. Each takes a variant and the run's context, and gives numbers by name.
import { delay } from './delay.mjs';
import { flow } from './flow.mjs';
import { idle } from './idle.mjs';
import { loss } from './loss.mjs';
import { queue } from './queue.mjs';
import { start } from './start.mjs';

export const measures = { delay, flow, idle, loss, queue, start };
