import filter from './filter.mjs';
import input from './input.mjs';
import output from './output.mjs';

/** In the order of the targets. */
export const cases = [input, output, filter];
