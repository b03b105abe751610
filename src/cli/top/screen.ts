/**
 * The whole terminal, for as long as something is shown in it.
 *
 * @module
 */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const REST_OF_LINE = '\u001b[K';
const REST_OF_SCREEN = '\u001b[J';
const INTERRUPT = '\u0003';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Gives the terminal back as it was, however the process ends (but by SIGKILL). */
export class Screen {
  readonly #out = process.stdout;
  readonly #in = process.stdin;
  #isOpen = true;
  readonly #restore = (): void => {
    if (this.#isOpen) this.#out.write(LEAVE);
    this.#isOpen = false;
  };

  /** @param onQuit - q or Ctrl-C. @param onResize - draw again. */
  constructor(onQuit: () => void, onResize: () => void) {
    this.#out.write(ENTER);
    process.once('exit', this.#restore);
    process.once('SIGINT', onQuit).once('SIGTERM', onQuit);
    this.#out.on('resize', onResize);
    if (!this.#in.isTTY) return;
    this.#in.setRawMode(true);
    this.#in.setEncoding('utf8').on('data', (keys: string) => {
      if (keys.includes('q') || keys.includes(INTERRUPT)) onQuit();
    });
  }

  get size(): Size {
    return { columns: this.#out.columns, rows: this.#out.rows };
  }

  /** Lines that do not fit are not shown. */
  draw(text: string): void {
    if (!this.#isOpen) return;
    const lines = text.split('\n').slice(0, this.size.rows);
    this.#out.write(`${HOME}${lines.map((line) => line + REST_OF_LINE).join('\n')}${REST_OF_SCREEN}`);
  }

  close(): void {
    this.#restore();
    process.off('exit', this.#restore);
    this.#out.removeAllListeners('resize');
    if (!this.#in.isTTY) return;
    this.#in.setRawMode(false);
    this.#in.pause();
  }
}
