// What goes wrong before the SDK is there to say it. The codes are part of the table in src/errors.ts.

/** A failure that the user can fix: what is wrong, and the commands that fix it. */
export class SetupError extends Error {
  /**
   * @param {string} code - FLB_NODE_E_...
   * @param {string} message - what is wrong, one or more lines
   * @param {string[]} commands - to be typed as they are, in this order
   */
  constructor(code, message, commands = []) {
    super(message);
    this.code = code;
    this.commands = commands;
  }
}

/** Prints a failure and ends the process with status 1. */
export function report(error) {
  if (String(error?.code).startsWith('ERR_PARSE_ARGS')) return report(new SetupError('FLB_NODE_E_USAGE', error.message));
  if (!(error instanceof SetupError)) {
    console.error(error);
    process.exit(1);
  }
  const lines = ['', `${error.code}: ${error.message}`];
  if (error.commands.length > 0) {
    lines.push('  To fix it:', '', ...error.commands.map((command) => `    ${command}`), '');
  }
  console.error(lines.join('\n'));
  process.exit(1);
}

/** True when this process may write to the system's folders. */
export const isRoot = () => process.getuid?.() === 0;

/** A command as the user has to type it to run it as root. */
export const asRoot = (command) => (isRoot() ? command : `sudo ${command}`);

/** What to type once it is fixed. */
export const again = process.env.FLB_NODE_DEPS ? 'npx flb-node setup' : 'npm start';
