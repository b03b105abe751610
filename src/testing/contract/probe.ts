/**
 * Looks at what a plugin does with what it is handed.
 *
 * @module
 */
import type { MessageChannel } from '../../plugin/channel.ts';
import type { Chunk } from '../../plugin/chunk.ts';
import type { Plugin, PluginDefinition } from '../../plugin/types.ts';

/** What is known of the instances of one check. */
export class Probe {
  /** Writes that wait. */
  waiting = 0;
  /** Writes that were begun. */
  begun = 0;
  readonly #chunks: { chunk: Chunk; before: Uint8Array }[] = [];

  /** The same plugin, looked at. */
  watch(plugin: PluginDefinition): PluginDefinition {
    return { ...plugin, create: () => this.#watched(plugin.create()) };
  }

  /** Chunks whose bytes are not what they were. */
  get changedChunks(): number {
    return this.#chunks.filter(({ chunk, before }) => Buffer.compare(chunk.bytes, before) !== 0).length;
  }

  #watched(plugin: Plugin): Plugin {
    if (typeof plugin !== 'object' || plugin === null) return plugin;
    return new Proxy(plugin, {
      get: (target, key) => {
        // Private fields want the object itself as `this`.
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (key === 'collect') args[1] = this.#counted(args[1] as MessageChannel);
          if (key === 'flush' || key === 'filter') this.#keep(args[1] as Chunk);
          return Reflect.apply(value, target, args);
        };
      },
    });
  }

  #keep(chunk: Chunk): void {
    this.#chunks.push({ chunk, before: chunk.bytes.slice() });
  }

  #counted(channel: MessageChannel): MessageChannel {
    const count = <T>(write: () => Promise<T>): Promise<T> => {
      this.begun += 1;
      this.waiting += 1;
      const written = write();
      const settled = (): void => void (this.waiting -= 1);
      written.then(settled, settled);
      return written;
    };
    return {
      write: (message) => count(() => channel.write(message)),
      writeBatch: (messages) => count(() => channel.writeBatch(messages)),
      writeMetrics: (source) => count(() => channel.writeMetrics(source)),
      writeTraces: (spans) => count(() => channel.writeTraces(spans)),
    };
  }
}
