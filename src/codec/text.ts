/**
 * UTF-8 to strings and back to what UTF-8 can hold.
 *
 * @module
 */

/** V8 copies parts up to here out of a text, and keeps the text alive for longer ones. */
const SHORT = 12;
/** So much is decoded in one call, for the short texts within. */
const WINDOW = 1024;

type Slice = (this: Uint8Array, start: number, end: number) => string;
/** What `toString()` calls, without its look at the arguments. Node's types leave them out. */
const {
  utf8Slice = function (start, end) {
    return Buffer.prototype.toString.call(this, 'utf8', start, end);
  },
  latin1Slice = function (start, end) {
    return Buffer.prototype.toString.call(this, 'latin1', start, end);
  },
} = Buffer.prototype as { utf8Slice?: Slice; latin1Slice?: Slice };

/**
 * Decodes UTF-8. Valid text is exact (a byte order mark is kept); each invalid sequence becomes U+FFFD, whatever the
 * length. The library decodes short strings by a loop that mangles invalid text and long ones by a `TextDecoder` that
 * drops a byte order mark.
 */
export class TextReader {
  readonly #bytes: Uint8Array;
  #window = '';
  #windowStart = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(start: number, end: number): string {
    if (end - start > SHORT) return utf8Slice.call(this.#bytes, start, end);
    // A call for each short text would cost more than all the rest of a record.
    for (let i = start; i < end; i++) if ((this.#bytes[i] as number) > 0x7f) return utf8Slice.call(this.#bytes, start, end);
    if (start < this.#windowStart || end > this.#windowStart + this.#window.length) {
      this.#windowStart = start;
      this.#window = latin1Slice.call(this.#bytes, start, Math.min(start + WINDOW, this.#bytes.length));
    }
    return this.#window.substring(start - this.#windowStart, end - this.#windowStart);
  }
}

/** ES2024, so absent on Node 18, which a plugin may find as libnode. */
const { isWellFormed: native } = String.prototype as { isWellFormed?: (this: string) => boolean };

/** Is the text free of lone surrogates, which UTF-8 cannot express? */
export const isWellFormed: (text: string) => boolean = native
  ? (text) => native.call(text)
  : (text) => !/\p{Surrogate}/u.test(text);

/** The text with each lone surrogate replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return isWellFormed(text) ? text : text.replace(/\p{Surrogate}/gu, '\ufffd');
}
