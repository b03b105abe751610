/**
 * UTF-8 to strings and back to what UTF-8 can hold.
 *
 * @module
 */

/** From here on V8's decoder beats a loop over the bytes. */
const SHORT = 24;

/**
 * Decodes UTF-8. Valid text is exact (a byte order mark is kept); each invalid sequence becomes U+FFFD, whatever the
 * length. The library decodes short strings by a loop that mangles invalid text and long ones by a `TextDecoder` that
 * drops a byte order mark.
 */
export function decodeText(buffer: Buffer, start: number, end: number): string {
  if (end - start > SHORT) return buffer.toString('utf8', start, end);
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = buffer[i] as number;
    if (byte >= 0x80) return buffer.toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
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
