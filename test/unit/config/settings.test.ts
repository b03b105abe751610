import { expect, test } from 'vitest';
import { readSettings, settingsTable } from '../../../src/config/settings.ts';

const read = (section: Record<string, string>): ReturnType<typeof readSettings> => readSettings((key) => section[key]);

test('defaults', () => {
  expect(read({})).toEqual({
    initTimeout: 30_000,
    flushTimeout: 30_000,
    filterTimeout: 5000,
    onTimeout: 'pass',
    onError: 'pass',
    exitTimeout: 5_000,
    onInitError: 'fail',
    watchdog: 30_000,
    bufferLimit: 16_000_000,
    push: true,
    ringWake: true,
    spillPath: '',
    workers: 1,
    ordered: true,
    heapMb: 256,
    restart: Infinity,
    restartDelay: 100,
    bundle: '',
    options: '',
    permissions: null,
    inspect: null,
    control: false,
    inspectRemote: false,
  });
});

test('given values, quoted or not', () => {
  expect(
    read({
      'node.init_timeout': '1m30s',
      'node.flush_timeout': '250ms',
      'node.exit_timeout': '"2"',
      'node.buffer_limit': '1M',
      'node.workers': '4',
      'node.ordered': 'off',
      'node.heap_mb': '64',
      'node.restart': '3',
      'node.bundle': '"/tmp/a b.cjs"',
      'node.restart_delay': '5ms',
      'node.spill_path': '"/var/lib/a b"',
      'node.options': '--enable-source-maps',
      'node.permissions': '"fs.read=/etc/app net"',
      'node.inspect': '[::1]:9229',
      'node.control': '"/run/fluent bit/a.sock"',
      'node.inspect_remote': 'on',
      'node.filter_timeout': '250ms',
      'node.on_timeout': 'Drop',
      'node.on_error': '"drop"',
      'node.on_init_error': 'Retry',
      'node.watchdog': 'off',
    }),
  ).toEqual({
    initTimeout: 90_000,
    filterTimeout: 250,
    onTimeout: 'drop',
    onError: 'drop',
    flushTimeout: 250,
    exitTimeout: 2_000,
    onInitError: 'retry',
    watchdog: 0,
    bufferLimit: 1_000_000,
    push: true,
    ringWake: true,
    spillPath: '/var/lib/a b',
    workers: 4,
    ordered: false,
    heapMb: 64,
    restart: 3,
    bundle: '/tmp/a b.cjs',
    restartDelay: 5,
    options: '--enable-source-maps',
    permissions: { fsRead: ['/etc/app'], fsWrite: [], net: true, childProcess: false, worker: false, addons: false, wasi: false },
    inspect: { host: '::1', port: 9229 },
    control: '/run/fluent bit/a.sock',
    inspectRemote: true,
  });
});

test.each([
  ['on', Infinity],
  ['Yes', Infinity],
  ['off', 0],
  ['FALSE', 0],
  ['0', 0],
  ['12', 12],
])('node.restart %s', (text, expected) => {
  expect(read({ 'node.restart': text }).restart).toBe(expected);
});

test.each([
  ['node.control', 'a.sock'],
  ['node.flush_timeout', 'soon'],
  ['node.flush_timeout', '0'],
  ['node.init_timeout', '30d'],
  ['node.exit_timeout', ''],
  ['node.buffer_limit', '1k'],
  ['node.buffer_limit', '2G'],
  ['node.workers', '0'],
  ['node.workers', '65'],
  ['node.workers', 'two'],
  ['node.ordered', 'maybe'],
  ['node.heap_mb', '64M'],
  ['node.heap_mb', '1'],
  ['node.restart', 'maybe'],
  ['node.restart', '-1'],
  ['node.options', 'inspect'],
  ['node.bundle', './plugin.cjs'],
  ['node.spill_path', 'spill'],
  ['node.inspect', '9229'],
  ['node.permissions', 'fs.read'],
])('%s = %j is refused', (key, value) => {
  const setting = Object.values(settingsTable).find((one) => `node.${one.key}` === key);
  expect(() => read({ [key]: value })).toThrow(
    expect.objectContaining({
      code: 'FLB_NODE_E_SETTING',
      message: `${key} is "${value}", expected ${setting?.expected}`,
    }),
  );
});

test('the table has all that the documentation prints', () => {
  for (const [name, setting] of Object.entries(settingsTable)) {
    expect(name in read({})).toBe(true);
    expect(setting.key).toMatch(/^[a-z_]+$/);
    expect(setting.description).toMatch(/\.$/);
  }
});
