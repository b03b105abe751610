/**
 * `flb-node dev`: from a save to the new code in the running process.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { PluginDescription } from '../../../cmake/lib/describe.mjs';
import { describeError } from '../../errors.ts';
import { buildPrebuilt } from '../build/prebuilt.ts';
import { usageError } from '../command.ts';
import type { ControlClient } from '../control/client.ts';
import { errColors, say } from '../terminal.ts';
import { DevBundler } from './bundler.ts';
import { DevHost, findHost } from './host.ts';
import { ownConfig } from './own-config.ts';
import { rewriteConf } from './rewrite-conf.ts';
import { rewriteYaml } from './rewrite-yaml.ts';
import { FileWatch } from './watch-files.ts';

export interface DevOptions {
  /** The plugin's source file, absolute. */
  readonly entry: string;
  /** A configuration's. @default one of its own */
  readonly config?: string | undefined;
  /** Of the plugin's section, in a configuration of its own. */
  readonly settings: Readonly<Record<string, string>>;
  /** Start Fluent Bit anew when the options of the schema have changed. */
  readonly restart: boolean;
}

const tell = (text: string): void => say(`${errColors.cyan('[dev]')} ${text}`);
const warn = (text: string): void => say(`${errColors.cyan('[dev]')} ${errColors.yellow(text)}`);

/** What Fluent Bit has read of a plugin at its start, and reads no more. */
const identityOf = ({ type, name, description, eventTypes, options }: PluginDescription): string =>
  JSON.stringify({ type, name, description, eventTypes, options });

/** One run of the command. */
export class DevSession {
  readonly #options: DevOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'flb-node-dev-'));
  readonly #bundler: DevBundler;
  readonly #watch: FileWatch;
  #host: DevHost | undefined;
  #client: ControlClient | undefined;
  /** Of the process that runs. */
  #identity = '';
  /** One after the other. */
  #work: Promise<void>;
  #isEnding = false;

  constructor(options: DevOptions) {
    this.#options = options;
    this.#bundler = new DevBundler(options.entry, this.#folder);
    this.#watch = new FileWatch(() => this.#queue(() => this.#saved()));
    this.#work = Promise.resolve();
  }

  /** The first start. @throws what no save of the plugin can correct */
  async start(): Promise<void> {
    const program = findHost();
    if (this.#options.config !== undefined) readFileSync(this.#options.config);
    const bundled = await this.#bundler.bundle();
    this.#watch.set(this.#bundler.inputs);
    if (bundled === undefined) return warn('not started: correct the error above and save');
    await this.#run(program, bundled.plugin);
  }

  /** Ends Fluent Bit as a service manager does. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#watch.close();
    this.#client?.close();
    const how = await this.#host?.stop();
    await this.#work;
    await this.#bundler.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
    if (how !== undefined) tell(`Fluent Bit has ended (${how})`);
  }

  /** Now, and not in an orderly way. */
  kill(): void {
    this.#host?.kill();
  }

  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!this.#isEnding) warn(describeError(error));
    });
  }

  async #saved(): Promise<void> {
    if (this.#isEnding) return;
    const started = performance.now();
    const bundled = await this.#bundler.bundle();
    this.#watch.set(this.#bundler.inputs);
    if (bundled === undefined) return warn(this.#host ? 'the code from before the save goes on' : 'not started: save again');
    if (this.#host === undefined) return this.#run(findHost(), bundled.plugin);
    if (!bundled.isNew) return;
    if (identityOf(bundled.plugin) !== this.#identity) {
      const what = 'what Fluent Bit reads at its start (name, options) has changed';
      if (!this.#options.restart) warn(`${what}: end this and run it again to see it`);
      else return this.#restart(`${what}: it is started again`, bundled.plugin);
    }
    await this.#reload(performance.now() - started, started);
  }

  async #reload(bundling: number, started: number): Promise<void> {
    const client = (this.#client ??= await this.#host?.connect());
    const own = (await client?.ask({ request: 'instances' }, 'instances')) ?? [];
    const { name } = JSON.parse(this.#identity) as { name: string };
    const instances = own.filter((each) => each.plugin === name && each.reloadable).map((each) => each.name);
    const outcomes = (await client?.ask({ request: 'reload', instances }, 'reloaded')) ?? [];
    const failed = outcomes.filter(({ ok }) => !ok).map(({ instance }) => instance);
    const ms = Math.round(performance.now() - started);
    if (failed.length > 0) return warn(`${failed.join(', ')} did not start, see above: save again (${ms} ms)`);
    tell(errColors.green(`reloaded ${instances.join(', ')} in ${ms} ms`) + errColors.dim(` (bundle and check ${Math.round(bundling)} ms)`));
  }

  async #restart(why: string, plugin: PluginDescription): Promise<void> {
    warn(why);
    const { ended } = this.#host as DevHost;
    this.#client?.close();
    const host = this.#host;
    this.#host = undefined;
    await host?.stop();
    await ended;
    await this.#run(findHost(), plugin);
  }

  async #run(program: string, plugin: PluginDescription): Promise<void> {
    if (this.#isEnding) return;
    const config = await this.#prepare(plugin);
    // It took a moment.
    if (this.#isEnding) return;
    this.#identity = identityOf(plugin);
    this.#client = undefined;
    const host = new DevHost(program, config);
    this.#host = host;
    tell(`${program} runs ${plugin.type} ${plugin.name}, process ${host.pid}: save to reload, Ctrl-C to end`);
    void host.ended.then((how) => {
      if (this.#host !== host || this.#isEnding) return;
      this.#host = undefined;
      warn(`Fluent Bit has ended by itself (${how}): correct what it says above and save`);
    });
    const client = await host.connect();
    if (this.#host === host) this.#client = client;
  }

  /** The shared object and the configuration. @returns the latter's file */
  async #prepare(plugin: PluginDescription): Promise<string> {
    const { entry, config, settings } = this.#options;
    const built = await buildPrebuilt({ entry, outputDir: join(this.#folder, 'plugin') });
    const pluginsFile = join(this.#folder, 'plugins.conf');
    const given = config === undefined ? stringify(ownConfig(plugin, settings)) : readFileSync(config, 'utf8');
    const isConf = config !== undefined && !/\.ya?ml$/i.test(config);
    const { config: text, plugins } = (isConf ? rewriteConf : rewriteYaml)(given, {
      type: plugin.type,
      name: plugin.name,
      bundle: this.#bundler.file,
      plugin: built.file,
      pluginsFile,
      folder: dirname(resolve(config ?? '.')),
    });
    const file = join(this.#folder, isConf ? 'fluent-bit.conf' : 'fluent-bit.yaml');
    writeFileSync(pluginsFile, plugins);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}

/** `key=value` of the command line. @throws `FLB_NODE_E_USAGE` */
export const settingsOf = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw usageError(`a setting is key=value, not "${text}"`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
