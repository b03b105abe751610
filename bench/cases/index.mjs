import { curves } from './curves.mjs';
import { delays } from './delay.mjs';
import { filters } from './filter.mjs';
import idle from './idle.mjs';
import input from './input.mjs';
import { losses } from './loss.mjs';
import output from './output.mjs';
import queue from './queue.mjs';
import start from './start.mjs';
import workers from './workers.mjs';

/** In the order of the targets. */
export const cases = [input, queue, ...losses, output, ...filters, ...delays, start, idle, workers, ...curves];
