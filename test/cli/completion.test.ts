import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flbNode, scratch } from './support/flb-node.ts';

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

const scriptOf = async (shell: string): Promise<string> => {
  const { code, stdout, stderr } = await flbNode(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

const fileOf = async (shell: string): Promise<string> => {
  const file = join(scratch(), `completion.${shell}`);
  writeFileSync(file, await scriptOf(shell));
  return file;
};

describe.skipIf(!has('bash'))('bash', () => {
  /** What Tab offers after these words, the last one of which is under the cursor. */
  const complete = async (...words: string[]): Promise<string[]> => {
    const line = ['flb-node', ...words];
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _flb_node; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, await fileOf('bash'), ...line], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.split('\n').filter((word) => word !== '');
  };

  test.each([
    [['cr'], ['create']],
    [['co'], ['config', 'completion']],
    [['--v'], ['--version']],
    [['create', '--t'], ['--type']],
    [['create', 'dir', '--type', ''], ['input', 'output', 'filter', 'custom']],
    [['create', '-t', 'f'], ['filter']],
    [['config', '--format', ''], ['yaml', 'classic']],
    [['completion', ''], ['bash', 'zsh', 'fish']],
    [['usage', 'plugin.ts', '--m'], ['--markdown']],
  ])('%j offers %j', async (words, offered) => expect(await complete(...words)).toEqual(offered));

  test('where a file is meant, file names are left to bash', async () => {
    expect(await complete('lint', 'plu')).toEqual([]);
    expect(await complete('run', 'plugin.ts', '--input', 'x')).toEqual([]);
    expect(await scriptOf('bash')).toMatch(/^complete -o bashdefault -o default -F _flb_node flb-node$/m);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test('takes the script, and completes with it', async () => {
    const check = `autoload -U compinit && compinit -u -D && source "$0" && print -r -- \${_comps[flb-node]}`;
    const { status, stdout, stderr } = spawnSync('zsh', ['-f', '-c', check, await fileOf('zsh')], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '_flb_node\n', stderr: '' });
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  test.each([
    ['flb-node crea', 'create\tmake a new plugin, with a test\n'],
    ['flb-node create --type fil', 'filter\twhat the plugin is\n'],
    ['flb-node usage --mark', '--markdown\tas a table of Markdown\n'],
  ])('%s', async (line, offered) => {
    const { stdout, stderr } = spawnSync('fish', ['-N', '-c', 'source $argv[1]; complete -C $argv[2]', await fileOf('fish'), line], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: offered, stderr: '' });
  });
});

test('another shell ends with 2', async () => {
  const { code, stderr } = await flbNode(['completion', 'csh']);
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
});

test.each(['bash', 'zsh', 'fish'])('%s has every command and every option that help has', async (shell) => {
  const script = await scriptOf(shell);
  const { stdout } = await flbNode(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) .* {2}\w/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
  expect(commands).toContain('completion');
  for (const name of commands) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
  const { stdout: help } = await flbNode(['run', '--help']);
  const options = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name = '']) => name);
  expect(options).toContain('chunk-size');
  for (const name of options) expect(script).toContain(name);
});
