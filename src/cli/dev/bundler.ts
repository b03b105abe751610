/**
 * A plugin's bundle, made again at each save.
 *
 * @module
 */
import { readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildContext, formatMessages } from 'esbuild';
import { bundleContext } from '../../../cmake/lib/bundle.mjs';
import { describe, type PluginDescription } from '../../../cmake/lib/describe.mjs';
import { errColors, say } from '../terminal.ts';

/** Beside the bundle itself: the paths of its source map are relative to this folder. */
const NEXT = 'next.cjs';
const CURRENT = 'bundle.cjs';

export interface Bundled {
  readonly plugin: PluginDescription;
  /** False: the same code as before. */
  readonly isNew: boolean;
}

/** Keeps what esbuild has parsed. */
export class DevBundler {
  /** What `node.bundle` names: always one that has been evaluated without an error. */
  readonly file: string;
  readonly #next: string;
  readonly #context: Promise<BuildContext<{ metafile: true }>>;
  #source = '';
  #inputs: readonly string[];

  /** @param entry - absolute. @param folder - where the bundle goes. */
  constructor(entry: string, folder: string) {
    this.file = join(folder, CURRENT);
    this.#next = join(folder, NEXT);
    this.#inputs = [entry];
    this.#context = bundleContext({ entry, output: this.#next, logLevel: 'silent' });
  }

  /** The files that the last bundle was made of, absolute. */
  get inputs(): readonly string[] {
    return this.#inputs;
  }

  /** @returns `undefined`: it cannot be bundled or evaluated; the error is printed, and the file is as it was. */
  async bundle(): Promise<Bundled | undefined> {
    try {
      const result = await (await this.#context).rebuild();
      this.#inputs = Object.keys(result.metafile.inputs).map((path) => resolve(path));
      await print('warning', result.warnings);
      const source = readFileSync(this.#next, 'utf8');
      const isNew = source !== this.#source;
      const plugin = await describe(this.#next);
      this.#source = source;
      renameSync(this.#next, this.file);
      return { plugin, isNew };
    } catch (error) {
      const { errors } = error as { errors?: Parameters<typeof formatMessages>[0] };
      if (errors) await print('error', errors);
      else say(errColors.red((error as Error).message));
      return undefined;
    }
  }

  async dispose(): Promise<void> {
    await (await this.#context).dispose();
  }
}

async function print(kind: 'error' | 'warning', messages: Parameters<typeof formatMessages>[0]): Promise<void> {
  if (messages.length === 0) return;
  const texts = await formatMessages(messages, { kind, color: errColors.isColorSupported });
  say(texts.join('').trimEnd());
}
