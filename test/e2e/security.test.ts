/** Least privilege: what docs/security.md says of options, permissions, the inspector, code and secrets. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, complaints, fixture, hosts, ROOT, scratch, start } from './support/hosts.ts';
import { metricsPageWith } from './support/metrics-page.ts';
import { freePort } from './support/port.ts';

type Section = Record<string, string | number>;

const config = (section: Section, others: Section[] = []): Config => ({
  plugins: [fixture('fixture-privilege')],
  inputs: [section, ...others].map((each) => ({ name: 'fixture-privilege', tag: 't', ...each })),
  outputs: [{ name: 'null', match: '*' }],
});

interface Probes {
  node: string;
  read: string;
  write: string;
  child: string;
  worker: string;
  addon: string;
  binding: string;
  runtime: string;
  net: string;
  inspector: string;
  url: string;
  script: string;
  globalPaths: string;
  ownPaths: string;
  lookup: string[];
  env: string[];
  home: string;
  headers: number;
  stackTraceLimit: number;
}

/** NODE_MODULE_VERSION of the libnode that the runtime is linked to: 108 is Node 18, 115 is Node 20. */
const libnode = Number(/libnode\.so\.(\d+)/.exec(readFileSync(join(ROOT, 'build/lib/libflbnode.so'), 'latin1'))?.[1]);
const hasPermissions = libnode >= 115;
/** Linked to what Fluent Bit's executable is not: a plugin's `require` of it loads nothing that is there already. */
const ADDON = join(ROOT, 'node_modules/@node-rs/crc32-linux-x64-gnu/crc32.linux-x64-gnu.node');

const signals = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/status`, 'utf8').split('\n').filter((line) => /^Sig(Ign|Cgt)/.test(line));

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), done(true))).once('error', () => done(false));
  });

describe.each(hosts)('$name', (host) => {
  async function probe(section: Section, env: Record<string, string> = {}, cwd = scratch()): Promise<Probes> {
    const running = start(host, config(section), { env, cwd });
    await running.see(/probes \{.*\}\.\n/);
    const { code, log } = await running.stop();
    expect(code, log).toBe(0);
    expect(complaints(log)).toEqual([]);
    return JSON.parse(/probes (\{.*\})\.\n/.exec(log)?.[1] ?? '') as Probes;
  }

  async function refuses(section: Section, pattern: RegExp, others: Section[] = [], env: Record<string, string> = {}): Promise<void> {
    const { code, signal, log } = await start(host, config(section, others), { env }).ended();
    expect(signal, log).toBeNull();
    expect(code, log).not.toBe(0);
    expect(log).toMatch(pattern);
  }

  describe('node.options', () => {
    it('takes those of the process and those of a Worker', async () => {
      const given = await probe({ 'node.options': '--max-http-header-size=32768 --stack-trace-limit=23' });
      expect([given.headers, given.stackTraceLimit]).toEqual([32_768, 23]);
      const inherited = await probe({ 'node.options': 'inherit' }, { NODE_OPTIONS: '--max-http-header-size=65536' });
      expect([inherited.headers, inherited.env]).toEqual([65_536, []]);
    });

    it('refuses all others with a reason and the list of those allowed, in each instance', async () => {
      await refuses({ 'node.options': '--require /tmp/x.cjs' }, /--require is not allowed: it runs code that is not in the plugin\. Allowed are --disable-proto=, .*FLB_NODE_E_NODE_OPTION/);
      await refuses({}, /fixture-privilege\.1\] node\.options: --inspect=0\.0\.0\.0:9229 is not allowed: use node\.inspect/, [{ 'node.options': '--inspect=0.0.0.0:9229' }]);
      await refuses({ 'node.options': 'inherit' }, /--abort-on-uncaught-exception is not allowed/, [], { NODE_OPTIONS: '--abort-on-uncaught-exception' });
    });

    it('warns of options that come after Node has started', async () => {
      const running = start(host, config({ mode: 'wait' }, [{ mode: 'wait', 'node.options': '--jitless' }]));
      await running.see('FLB_NODE_E_NODE_OPTIONS_LATE');
      expect((await running.stop()).code).toBe(0);
    });
  });

  describe('code', () => {
    it("comes from the plugin's folder only: not from the working directory, NODE_PATH or the home", async () => {
      const folder = scratch();
      for (const place of ['cwd/node_modules', 'path', 'home/.node_modules', 'home/.node_libraries']) {
        mkdirSync(join(folder, place), { recursive: true });
        writeFileSync(join(folder, place, 'from-somewhere-else.js'), '');
      }
      // As JSON that nobody can parse, and as a type that would change how code is read: neither may be looked at.
      writeFileSync(join(folder, 'cwd/package.json'), '{ "type": "module", ');
      writeFileSync(join(folder, 'cwd/node.config.json'), '{ broken');
      const mine = join(dirname(fixture('fixture-privilege')), 'node_modules/from-my-own-folder.js');
      mkdirSync(dirname(mine), { recursive: true });
      writeFileSync(mine, '');
      try {
        const found = await probe({}, { NODE_PATH: join(folder, 'path'), HOME: join(folder, 'home'), NODE_COMPILE_CACHE: folder }, join(folder, 'cwd'));
        expect(found).toMatchObject({ globalPaths: 'MODULE_NOT_FOUND', ownPaths: 'ok', script: 'undefined undefined', env: [], home: join(folder, 'home') });
        expect(found.lookup.filter((path) => path !== '.' && !path.startsWith('/dev/null/'))).toEqual([]);
      } finally {
        rmSync(mine);
      }
    });

    it("of the runtime is out of a plugin's reach", async () => {
      expect((await probe({})).runtime).toMatch(/_linkedBinding is not a function/);
    });

    it('of node.bundle has an absolute path, and is read once', async () => {
      await refuses({ 'node.bundle': 'plugin.cjs' }, /node\.bundle is "plugin\.cjs", expected the absolute path.*FLB_NODE_E_SETTING/);

      const file = join(scratch(), 'plugin.cjs');
      // The fixture's own bundle is in its .so; this one registers the same plugin and dies when it is told to.
      const source = (text: string): string => `
        const run = async (binding) => {
          binding.listen(({ kind }) => kind === 'cancel' && binding.done());
          binding.ready([]);
          binding.log(3, 'bundle ${text}');
          setTimeout(() => { throw new Error('dies'); }, 500);
        };
        globalThis[Symbol.for('fluent-bit-node.plugin')] =
          { abi: 1, sdk: '0', type: 'input', name: 'fixture-privilege', description: 'x', run };`;
      writeFileSync(file, source('one'));
      const running = start(host, config({ 'node.bundle': file }));
      await running.see('bundle one');
      writeFileSync(file, source('two'));
      await running.see(/bundle one[^]*restart 1\)[^]*bundle (one|two)/);
      rmSync(file);
      await running.see(/restart 2\)[^]*bundle (one|two)/);
      expect((await running.stop()).log).not.toContain('bundle two');
    });
  });

  describe('the inspector', () => {
    it('is closed, whatever a plugin does, and nobody listens to SIGUSR1', async () => {
      expect(await probe({})).toMatchObject({ inspector: 'FLB_NODE_E_INSPECT_OPEN', url: 'none' });
      const plain = start(host, { plugins: [], inputs: [{ name: 'dummy', tag: 't' }], outputs: [{ name: 'stdout', match: '*' }] });
      await plain.see('"message"=>"dummy"');
      const port = await freePort();
      const open = start(host, config({ mode: 'wait', 'node.inspect': `127.0.0.1:${port}` }));
      await open.see('the inspector listens at ws://127.0.0.1');
      expect(signals(open.pid)).toEqual(signals(plain.pid));
      await Promise.all([plain.stop(), open.stop()]);
    });

    it("debugs a plugin's Worker where node.inspect opens it, and is closed at the end", async () => {
      const port = await freePort();
      const address = `127.0.0.1:${port}`;
      const running = start(host, config({ mode: 'wait', 'node.inspect': address }, [{ mode: 'wait', 'node.inspect': address }]));
      await running.see('the inspector listens at ws://127.0.0.1');
      const client = fileURLToPath(new URL('support/debugger.mjs', import.meta.url));
      const args = ['--no-warnings', '--experimental-websocket', client, address, 'fixture-privilege.so.cjs', "['a', 'b'].join('')"];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(JSON.parse(stdout)).toMatchObject({
        worker: expect.stringContaining('fixture-privilege') as string,
        script: expect.stringMatching(/fixture-privilege\.so\.cjs$/) as string,
        sourceMap: 'data:application/json;base64,',
        value: 'ab',
      });
      expect((await running.stop()).code).toBe(0);
      expect(await listens(port)).toBe(false);
    });

    it('opens again after a reload', async () => {
      const port = await freePort();
      const folder = scratch();
      const running = start(host, { ...config({ mode: 'wait', 'node.inspect': `127.0.0.1:${port}` }), service: { hot_reload: 'on' } }, {}, folder);
      await running.see('the inspector listens at ws://127.0.0.1');
      running.signal('SIGHUP');
      await running.see(/the inspector listens at ws:[^]*the inspector listens at ws:/);
      expect(await listens(port)).toBe(true);
      expect((await running.stop()).code).toBe(0);
      expect(await listens(port)).toBe(false);
    });

    it('is refused off loopback, unless forced, and where another instance has decided', async () => {
      const port = await freePort();
      await refuses({ 'node.inspect': `0.0.0.0:${port}` }, /node\.inspect 0\.0\.0\.0:\d+ is no loopback address.*FLB_NODE_E_INSPECT_REMOTE/);
      await refuses({ 'node.inspect': String(port) }, /expected HOST:PORT.*FLB_NODE_E_SETTING/);
      await refuses({ mode: 'wait' }, /Node was started without an inspector.*FLB_NODE_E_INSPECT/, [{ 'node.inspect': `127.0.0.1:${port}` }]);
      await refuses({ 'node.inspect': `127.0.0.1:${port}` }, /listens at 127\.0\.0\.1:\d+ already.*FLB_NODE_E_INSPECT/, [{ 'node.inspect': '127.0.0.1:1' }]);

      const forced = start(host, config({ mode: 'wait', 'node.inspect': `0.0.0.0:${port}`, 'node.inspect_remote': 'on' }));
      await forced.see('the inspector listens at ws://0.0.0.0');
      expect((await forced.stop()).code).toBe(0);
    });
  });

  describe('secrets', () => {
    const KEY = 'hunter2 "&\\x';
    const PEM = '-----BEGIN KEY-----\nMIIabcdefgh0123\nMIIijklmnop4567\n-----END KEY-----';
    const quoted = (text: string): string => JSON.stringify(text);

    it('are not in the log: of the plugin, of its console and stderr, of its crash', async () => {
      const running = start(host, config({ mode: 'leak', api_key: quoted(KEY), pem: quoted(PEM) }));
      await running.see(/cannot log in with \[secret\][^]*restart 1\)[^]*told all/);
      const { code, log } = await running.stop();
      expect(code, log).toBe(0);
      expect(log).toContain(`plain [secret] and json {"apiKey":[secret]}`);
      expect(log).toContain('?key=[secret]');
      expect(log).toContain('console [secret]');
      expect(log).toContain('stderr [secret]');
      for (const part of ['hunter2', 'MIIabcdefgh', 'MIIijklmnop', 'END KEY']) expect(log).not.toContain(part);
    });

    it('are not in the error of a bad value', async () => {
      const { code, log } = await start(host, config({ api_key: 'q9' })).ended();
      expect(code).not.toBe(0);
      expect(log).toMatch(/apiKey has a wrong value \(not shown\).*FLB_NODE_E_CONFIG/);
      expect(log).not.toContain('q9');
    });

    it.runIf(host.real)('are not in the metrics', async () => {
      const port = await freePort();
      const running = start(host, {
        ...config({ mode: 'leak', pause: 60_000, api_key: 'hunter22' }),
        service: { http_server: 'on', http_listen: '127.0.0.1', http_port: port },
      });
      await running.see('told all');
      const text = await metricsPageWith(port, /calls\{[^}]*key="\[secret\]"[^}]*\} 1/);
      expect(text).toContain('Calls with [secret]');
      expect(text).not.toContain('hunter22');
      expect((await running.stop()).code).toBe(0);
    });
  });

  describe('node.permissions', () => {
    it.skipIf(hasPermissions)('is refused by libnode 18', async () => {
      await refuses({ 'node.permissions': 'net' }, /node\.permissions is not possible: libnode 18\.\S+ has no permission model.*FLB_NODE_E_PERMISSIONS/);
    });

    it('is refused when it says nothing that is known', async () => {
      await refuses({ 'node.permissions': 'everything' }, /node\.permissions is "everything", expected none, or any of.*FLB_NODE_E_SETTING/);
    });

    describe.skipIf(!hasPermissions)('with libnode 20 or later', () => {
      it('denies what is not listed, and each instance has its own', async () => {
        const folder = scratch();
        const section = { read: '/etc/passwd', write: join(folder, 'x'), addon: ADDON };
        const denied = await probeConfined({ ...section, 'node.permissions': 'net' });
        expect(denied).toMatchObject({
          read: 'ERR_ACCESS_DENIED', write: 'ERR_ACCESS_DENIED', child: 'ERR_ACCESS_DENIED', worker: 'ERR_ACCESS_DENIED',
          binding: 'ERR_ACCESS_DENIED', net: 'ok', url: 'none', inspector: 'FLB_NODE_E_INSPECT_OPEN',
        }); // prettier-ignore
        expect(denied.addon).toMatch(/^ERR_(DLOPEN_DISABLED|ACCESS_DENIED)$/);
        // Its folder may be read, so that what denies it is not the file system.
        const readable = `fs.read=${dirname(ADDON)} net`;
        expect((await probeConfined({ ...section, 'node.permissions': readable })).addon).toBe('ERR_DLOPEN_DISABLED');
        const free = await probeConfined(section);
        expect(free).toMatchObject({ read: 'ok', write: 'ok', child: 'ok', worker: 'ok', addon: 'ok' });
      });

      it('grants what is listed', async () => {
        const folder = scratch();
        const granted = await probeConfined({
          read: '/etc/passwd', write: join(folder, 'x'), addon: ADDON,
          'node.permissions': `fs.read=/etc/passwd,${dirname(ADDON)} fs.write=${folder} net child_process worker addons`,
        }); // prettier-ignore
        expect(granted).toMatchObject({ read: 'ok', write: 'ok', child: 'ok', worker: 'ok', addon: 'ok' });
      });

      it('is refused where the network, or the working directory, would be open all the same', async () => {
        await refuses({ 'node.permissions': 'fs.read=/etc' }, /cannot deny the network.*FLB_NODE_E_PERMISSIONS/);
        if (libnode < 137) return;
        await refuses({ 'node.permissions': 'net' }, /does not deny fs\.read=\/.*; grant it, and start Fluent Bit where there is nothing to read/);
      });
    });

    /** In an empty folder, which libnode 24 lets be read. */
    async function probeConfined(section: Section): Promise<Probes> {
      const cwd = scratch();
      const permissions = section['node.permissions'];
      const needsCwd = libnode >= 137 && permissions !== undefined;
      const grants = String(permissions).includes('fs.read=') ? String(permissions).replace('fs.read=', `fs.read=${cwd},`) : `${permissions} fs.read=${cwd}`;
      const running = start(host, config({ ...section, ...(needsCwd ? { 'node.permissions': grants } : {}) }), { cwd });
      await running.see(/probes \{.*\}\.\n/);
      const { code, log } = await running.stop();
      expect(code, log).toBe(0);
      return JSON.parse(/probes (\{.*\})\.\n/.exec(log)?.[1] ?? '') as Probes;
    }
  });
});
