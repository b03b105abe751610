/**
 * Takes secret values out of texts, as `native/core/redactor.cc` does.
 *
 * @module
 */
import { SECRET_VALUE } from '../errors.ts';

const SHORT = 4;
const isWord = (letter: string | undefined): boolean => letter !== undefined && /\w/.test(letter);

/** See `InstanceBinding.secrets`. */
export class Redactor {
  readonly #values = new Set<string>();

  add(values: readonly string[]): void {
    for (const value of values) if (value !== '') this.#values.add(value);
  }

  redact(text: string): string {
    // First all are found, then replaced: values may overlap, or be part of another one or of the mark.
    const secret: boolean[] = [];
    for (const value of this.#values) {
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
        const end = at + value.length;
        if (Buffer.byteLength(value) < SHORT && (isWord(text[at - 1]) || isWord(text[end]))) continue;
        for (let each = at; each < end; each++) secret[each] = true;
      }
    }
    if (secret.length === 0) return text;
    const keep = (letter: string, at: number): string => {
      if (!secret[at]) return letter;
      return secret[at - 1] ? '' : SECRET_VALUE;
    };
    return Array.from({ length: text.length }, (_, at) => keep(text.charAt(at), at)).join('');
  }
}
