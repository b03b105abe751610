import { expect, describe, test } from 'vitest';
import { flbNode, type Ended } from './support/flb-node.ts';
import { FULL_OUTPUT, pluginFolder } from './support/plugin.ts';

const lint = (files: Record<string, string>, ...args: string[]): Promise<Ended> =>
  flbNode(['lint', 'plugin.ts', ...args], { cwd: pluginFolder(FULL_OUTPUT, files) });

const yaml = (section: string, before = ''): Record<string, string> => ({
  'c.yaml': `${before}pipeline:\n  outputs:\n    - name: out-full\n${section.replace(/^/gm, '      ')}\n`,
});
const GOOD = 'url: http://localhost/\nlevel: low';

describe('finds, at its place,', () => {
  test.each([
    ['an unknown option', `${GOOD}\nbach: 3`, '6:7: the key "bach" is not known, did you mean "batch"? [FLB_NODE_E_UNKNOWN_KEY]'],
    ['one that is near to nothing', `${GOOD}\nxyzzy: 3`, '6:7: the key "xyzzy" is not known [FLB_NODE_E_UNKNOWN_KEY]'],
    ["a misspelt key of Fluent Bit's own", `${GOOD}\nmacth: a`, '6:7: the key "macth" is not known, did you mean "match"? [FLB_NODE_E_UNKNOWN_KEY]'],
    ['a bad value', `${GOOD}\npause: often`, '6:14: pause is "often": expected a duration such as 30, 250ms, 1m30s or 2h [FLB_NODE_E_CONFIG]'],
    ['one of several words', 'url: http://localhost/\nlevel: middle', '5:14: level is "middle": Invalid option: expected one of "low"|"high" [FLB_NODE_E_CONFIG]'],
    ['a bad setting', `${GOOD}\nnode.heap_mb: all`, '6:21: node.heap_mb is "all", expected a whole number of MiB from 16 to 65536 [FLB_NODE_E_SETTING]'],
    ['an unknown setting', `${GOOD}\nnode.heapmb: 99`, '6:7: the key "node.heapmb" is not known, did you mean "node.heap_mb"? [FLB_NODE_E_UNKNOWN_KEY]'],
    ['a list', `${GOOD}\nformat: [json]`, '6:15: format is not one value: write several into one text [FLB_NODE_E_CONFIG]'],
    ['a key that is there twice', `${GOOD}\nLevel: high`, '6:7: Level is there twice: Fluent Bit 5.1.1 does not start [FLB_NODE_E_CONFIG]'],
  ])('%s', async (_what, section, finding) => {
    const { code, stdout } = await lint(yaml(section), 'c.yaml');
    expect({ code, stdout }).toEqual({ code: 1, stdout: `c.yaml:${finding}\n` });
  });

  test('what is missing', async () => {
    const { code, stdout } = await lint(yaml('url: http://localhost/'), 'c.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^c\.yaml:3:7: level is missing: .*\[FLB_NODE_E_CONFIG\]\n$/);
  });

  test('that there is no section of it, and where one of another kind is', async () => {
    const files = { 'c.yaml': 'pipeline:\n  inputs:\n    - name: out-full\n' };
    const { code, stdout } = await lint(files, 'c.yaml');
    expect(code).toBe(1);
    expect(stdout).toBe('c.yaml:1:1: there is no section of the output out-full, but one of an input at line 3 [FLB_NODE_E_NO_SECTION]\n');
  });

  test('YAML that is none', async () => {
    const { code, stdout } = await lint({ 'c.yaml': 'pipeline:\n  outputs: [\n' }, 'c.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^c\.yaml:\d:\d+: .*\[FLB_NODE_E_CONF_SYNTAX\]$/m);
  });

  test('several, as JSON', async () => {
    const { code, stdout } = await lint(yaml('url: nowhere\nlevel: low\nbatch: ${SIZE}'), 'c.yaml', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      sections: 1,
      findings: [{ file: 'c.yaml', line: 4, column: 12, code: 'FLB_NODE_E_CONFIG', message: 'url is "nowhere": Invalid URL' }],
      notes: [{ file: 'c.yaml', line: 6, column: 14, message: 'batch is not checked: ${SIZE} is not known here' }],
    });
  });
});

describe('finds nothing wrong', () => {
  test("in Fluent Bit's own keys, in other spellings and in other plugins", async () => {
    const section = `Match: "*"\nURL: http://localhost/\nlevel: low\napiKey: x\nretry_limit: 3\nnet.keepalive: on\nworkers: 2\nnode.workers: 2`;
    const files = { 'c.yaml': `${String(yaml(section)['c.yaml'])}    - name: stdout\n      bach: 3\n` };
    const { code, stdout, stderr } = await lint(files, 'c.yaml');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe('c.yaml: nothing wrong in the section of out-full\n');
  });

  test('in values of the environment, which it names', async () => {
    const { code, stderr } = await lint(yaml('url: ${URL}\nlevel: ${LEVEL}', 'env:\n  LEVEL: low\n'), 'c.yaml');
    expect(code).toBe(0);
    expect(stderr).toContain('c.yaml:6:12: note: url is not checked: ${URL} is not known here\n');
    expect(stderr).not.toContain('level is not checked');
  });
});

test('a value of the env of the file itself is checked', async () => {
  const { code, stdout } = await lint(yaml('url: http://localhost/\nlevel: ${LEVEL}', 'env:\n  LEVEL: middle\n'), 'c.yaml');
  expect(code).toBe(1);
  expect(stdout).toContain('level is "middle"');
});

test('the value of a secret is not shown', async () => {
  const cwd = pluginFolder(FULL_OUTPUT.replace('z.string().optional()', 'z.string().length(3)'), yaml(`${GOOD}\napi_key: hunter2`));
  const { code, stdout } = await flbNode(['lint', 'plugin.ts', 'c.yaml'], { cwd });
  expect(code).toBe(1);
  expect(stdout).toContain('api_key is wrong (not shown)');
  expect(stdout).not.toContain('hunter2');
});

describe('the classic format', () => {
  const conf = '# a comment\n@SET level=middle\n[SERVICE]\n    flush 1\n@INCLUDE out*.inc\n';
  const included = '[OUTPUT]\n    Name   out-full\n    # not this\n    bach   3\n    level  ${level}\n    url    http://localhost/\n';

  test('with @SET and @INCLUDE', async () => {
    const { code, stdout } = await lint({ 'c.conf': conf, 'out-1.inc': included }, 'c.conf');
    expect(code).toBe(1);
    expect(stdout).toBe(
      'out-1.inc:4:5: the key "bach" is not known, did you mean "batch"? [FLB_NODE_E_UNKNOWN_KEY]\n' +
        'out-1.inc:5:12: level is "middle": Invalid option: expected one of "low"|"high" [FLB_NODE_E_CONFIG]\n',
    );
  });

  test.each([
    ['a file that is not there', '@INCLUDE no.conf\n', '1:10: there is no file no.conf'],
    ['a section without its end', '[OUTPUT\n', '1:1: the section has no ]'],
    ['a key without a value', '[OUTPUT]\n    Name\n', '2:5: Name has no value'],
    ['indentation that changes', '[OUTPUT]\n    Name x\n  Match *\n', '3:3: the indentation is not that of the lines before'],
  ])('%s', async (_what, text, finding) => {
    const { code, stdout } = await lint({ 'c.conf': text }, 'c.conf');
    expect({ code, stdout }).toEqual({ code: 1, stdout: `c.conf:${finding} [FLB_NODE_E_CONF_SYNTAX]\n` });
  });
});

test('a filter that is a processor, in a file that is included', async () => {
  const files = {
    'main.yaml': 'includes:\n  - part.yaml\n',
    'part.yaml': 'pipeline:\n  inputs:\n    - name: dummy\n      processors:\n        logs:\n          - name: my_plugin\n            dorp: debug\n',
  };
  const cwd = pluginFolder('', files);
  const { code, stdout } = await flbNode(['lint', 'PLUGIN', 'main.yaml'].map((each) => each.replace('PLUGIN', FILTER)), { cwd });
  expect(code).toBe(1);
  expect(stdout).toBe('part.yaml:7:13: the key "dorp" is not known, did you mean "drop"? [FLB_NODE_E_UNKNOWN_KEY]\n');
});
const FILTER = new URL('../../templates/filter/plugin.ts', import.meta.url).pathname;

test('a file that is not there ends with 2', async () => {
  const { code, stderr } = await lint({}, 'no.yaml');
  expect(code).toBe(2);
  expect(stderr).toContain('there is no file no.yaml');
});
