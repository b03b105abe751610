/** Configurations that `flb-node dev` runs. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ownConfig } from '../../../src/cli/dev/own-config.ts';
import { rewriteConf } from '../../../src/cli/dev/rewrite-conf.ts';
import { rewriteYaml } from '../../../src/cli/dev/rewrite-yaml.ts';
import type { Rewriting } from '../../../src/cli/dev/rewrite.ts';

const folder = mkdtempSync(join(tmpdir(), 'flbnode-dev-'));
writeFileSync(join(folder, 'plugins.conf'), '[PLUGINS]\n    Path ./build/mine.so\n    Path /opt/other.so\n');
const rewriting: Rewriting = {
  type: 'input',
  name: 'mine',
  bundle: '/tmp/x/bundle.cjs',
  plugin: '/tmp/x/mine.so',
  pluginsFile: '/tmp/x/plugins.conf',
  folder,
};
const settings = { 'node.bundle': '/tmp/x/bundle.cjs', 'node.control': 'on', 'node.on_init_error': 'retry' };
const plugins = '[PLUGINS]\n    Path /opt/other.so\n    Path /tmp/x/mine.so\n';

test('YAML: the settings go to the plugin, its earlier build is not loaded, and files stay where they are', () => {
  const text = stringify({
    service: { flush: 1, plugins_file: 'plugins.conf', parsers_file: 'parsers.conf' },
    includes: ['more.yaml'],
    pipeline: {
      inputs: [{ name: 'mine', tag: '${TAG}', 'node.control': 'off' }, { name: 'dummy' }],
      outputs: [{ name: 'stdout', match: '*' }],
    },
  });
  const rewritten = rewriteYaml(text, rewriting);
  expect(parse(rewritten.config)).toEqual({
    service: { flush: 1, plugins_file: '/tmp/x/plugins.conf', parsers_file: join(folder, 'parsers.conf') },
    includes: [join(folder, 'more.yaml')],
    pipeline: {
      inputs: [{ name: 'mine', tag: '${TAG}', ...settings }, { name: 'dummy' }],
      outputs: [{ name: 'stdout', match: '*' }],
    },
  });
  expect(rewritten.plugins).toBe(plugins);
});

test('YAML: plugins of its own list, and filters of processors', () => {
  const filter: Rewriting = { ...rewriting, type: 'filter', plugin: '/tmp/x/flb-filter_mine.so' };
  const text = stringify({
    plugins: ['/opt/other.so', 'flb-filter_mine.so'],
    pipeline: { inputs: [{ name: 'dummy', processors: { logs: [{ name: 'mine' }, { name: 'sql' }] } }] },
  });
  const rewritten = rewriteYaml(text, filter);
  const { pipeline, plugins: left } = parse(rewritten.config) as { plugins?: unknown; pipeline: { inputs: { processors: { logs: unknown[] } }[] } };
  expect(left).toBeUndefined();
  expect(pipeline.inputs[0]?.processors.logs).toEqual([{ name: 'mine', ...settings }, { name: 'sql' }]);
  expect(rewritten.plugins).toBe('[PLUGINS]\n    Path /opt/other.so\n    Path /tmp/x/flb-filter_mine.so\n');
});

test('the classic format', () => {
  const text = `# mine
@INCLUDE more.conf
[SERVICE]
    Flush 1
    Plugins_File plugins.conf
    Parsers_File parsers.conf
[INPUT]
    Name mine
    Node.Control off
    Tag a # b
[INPUT]
    Name dummy
[OUTPUT]
    Name mine
`;
  const rewritten = rewriteConf(text, rewriting);
  expect(rewritten.config).toBe(`# mine
@INCLUDE ${join(folder, 'more.conf')}
[SERVICE]
    Flush 1
    parsers_file ${join(folder, 'parsers.conf')}
    plugins_file /tmp/x/plugins.conf
[INPUT]
    Name mine
    Tag a # b
    node.bundle /tmp/x/bundle.cjs
    node.control on
    node.on_init_error retry
[INPUT]
    Name dummy
[OUTPUT]
    Name mine
`);
  expect(rewritten.plugins).toBe(plugins);
});

test('a configuration without the plugin is refused', () => {
  const usage = expect.objectContaining({ code: 'FLB_NODE_E_USAGE' }) as Error;
  expect(() => rewriteYaml('pipeline: {inputs: [{name: dummy}]}', rewriting)).toThrow(usage);
  expect(() => rewriteConf('[OUTPUT]\n    Name mine\n', rewriting)).toThrow(usage);
  expect(() => rewriteYaml('a: [', rewriting)).toThrow(usage);
});

test('one of its own has what the plugin is not', () => {
  expect(ownConfig({ type: 'filter', name: 'mine' }, { key: 'a' }).pipeline).toMatchObject({
    inputs: [{ name: 'dummy' }],
    filters: [{ name: 'mine', match: '*', key: 'a' }],
    outputs: [{ name: 'stdout' }],
  });
  expect(ownConfig({ type: 'input', name: 'mine' }, { tag: 'own' }).pipeline?.inputs).toEqual([{ name: 'mine', tag: 'own' }]);
  expect(ownConfig({ type: 'custom', name: 'mine' }, {}).customs).toEqual([{ name: 'mine' }]);
});
