// A page of commands, as the steps that it tells its reader to take. The words behind a fence say what a block is:
//
//   ```sh                 commands, run to their end one block after the other; they have to succeed
//   ```sh fails           they have to fail
//   ```sh keeps-running   a command that goes on. It is ended, as by Ctrl-C, when the next block of commands begins
//   ```sh other-terminal  commands beside the one that goes on; what they print is not compared
//   ```sh not-checked     for the reader alone
//   ```console            what the commands before it print (pattern.mjs)
//   ```ts plugin.ts       a file: with a name behind any other language it is written before what follows

/**
 * @typedef {{ kind: 'run', line: number, text: string, outcome: 'succeeds' | 'fails' | 'keeps-running' | 'other-terminal' }} RunStep
 * @typedef {{ kind: 'output', line: number, text: string }} OutputStep
 * @typedef {{ kind: 'file', line: number, text: string, name: string }} FileStep
 */

const OUTCOMES = new Map([
  ['', 'succeeds'],
  ['fails', 'fails'],
  ['keeps-running', 'keeps-running'],
  ['other-terminal', 'other-terminal'],
]);

/**
 * @param {string} markdown
 * @returns {(RunStep | OutputStep | FileStep)[]}
 * @throws at a block of commands with a word that is not known: it would be left out in silence
 */
export function stepsOf(markdown) {
  const steps = [];
  for (const match of markdown.matchAll(/^```(\w+)[ \t]*(.*)\n([^]*?)^```[ \t]*$/gm)) {
    const [, language, word, text] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    if (language === 'console') {
      steps.push({ kind: 'output', line, text });
    } else if (language !== 'sh') {
      if (word) steps.push({ kind: 'file', line, text, name: word.trim() });
    } else if (word !== 'not-checked') {
      const outcome = OUTCOMES.get(word.trim());
      if (!outcome) throw new Error(`line ${line}: a block of sh is not "${word}": ${[...OUTCOMES.keys(), 'not-checked'].join(', ')}`);
      steps.push({ kind: 'run', line, text, outcome });
    }
  }
  return steps;
}
