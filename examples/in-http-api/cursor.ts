import { readFile, rename, writeFile } from 'node:fs/promises';

/** Where reading goes on, kept in a file: it has to outlive the plugin object, the Worker and the process. */
export class Cursor {
  readonly #file: string | undefined;
  #value: string | undefined;

  /** @param file - none: it lives as long as this object. */
  constructor(file: string | undefined) {
    this.#file = file;
  }

  get value(): string | undefined {
    return this.#value;
  }

  /** @throws when there is a file that cannot be read: beginning again would write every event twice. */
  async load(): Promise<void> {
    if (this.#file === undefined) return;
    try {
      this.#value = (await readFile(this.#file, 'utf8')).trim() || undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  /** The file has the old cursor or the new one, whenever the process dies. */
  async save(value: string): Promise<void> {
    this.#value = value;
    if (this.#file === undefined) return;
    await writeFile(`${this.#file}.new`, `${value}\n`);
    await rename(`${this.#file}.new`, this.#file);
  }
}
