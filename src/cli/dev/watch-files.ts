/**
 * Tells when files are saved.
 *
 * @module
 */
import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/** An editor writes a file in several steps, and a formatter writes it once more. */
const SETTLE_MS = 30;

/** Watches folders and not files: most editors save by putting another file in the old one's place. */
export class FileWatch {
  readonly #onSave: () => void;
  readonly #folders = new Map<string, FSWatcher>();
  #files: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | undefined;

  /** @param onSave - once for all files that are saved together. */
  constructor(onSave: () => void) {
    this.#onSave = onSave;
  }

  /** From now on these. */
  set(files: readonly string[]): void {
    this.#files = new Set(files);
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of this.#folders) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of folders) if (!this.#folders.has(folder)) this.#watch(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.set([]);
  }

  #watch(folder: string): void {
    const watcher = watch(folder, (_event, name) => {
      if (name !== null && !this.#files.has(join(folder, name))) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#onSave, SETTLE_MS);
    });
    // The folder has gone: what is in it will not be saved.
    watcher.on('error', () => this.#folders.delete(folder));
    this.#folders.set(folder, watcher);
  }
}
