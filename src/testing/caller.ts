/**
 * Who called the testing kit, or Node.
 *
 * @module
 */

const OWN = /node:|[\\/]testing[\\/](timer-list|clock|clock-globals|contract[\\/]observe)\.[jt]s/;

/**
 * The first line of a stack that is not Node's nor that of the kit's clock.
 *
 * @returns `undefined`: there is none.
 */
export const callerOf = (stack: string): string | undefined =>
  framesOf(stack).find((frame) => !OWN.test(frame));

/** A stack's lines, without the message. */
export const framesOf = (stack: string): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim().replace(/^at /, ''));
