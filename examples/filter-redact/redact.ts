/** Finds e-mail addresses and card numbers in text. */

/** What can be looked for. */
export type What = 'email' | 'card';

export interface Redactor {
  /** The text with every match replaced, and how many there were. */
  (text: string): { text: string; found: number };
}

// No more than 64 and 255 characters: without limits a long run of letters would be searched again and again.
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,253}[\p{L}\p{N}])?\.\p{L}{2,63}/gu;
/** 13 to 19 digits, as cards have them, in groups or not; nothing that is a part of a longer number. */
const CARD = /(?<!\d|\d\.)\d(?:[ -]?\d){12,18}(?!\d|\.\d)/g;

/** The checksum that every card number has (Luhn): it tells cards from order numbers, but for one in ten. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits.at(-1 - i));
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  // All zeros pass the checksum, and are nobody's card.
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** @param mask - what stands in the place of a match. */
export function createRedactor(what: readonly What[], mask: string): Redactor {
  return (text) => {
    let found = 0;
    const hide = (match: string, isReal: boolean): string => {
      if (!isReal) return match;
      found += 1;
      return mask;
    };
    let result = text;
    // Most texts have neither: one cheap look each.
    if (what.includes('email') && text.includes('@')) result = result.replace(EMAIL, (match) => hide(match, true));
    if (what.includes('card')) result = result.replace(CARD, (match) => hide(match, isCardNumber(match)));
    return { text: result, found };
  };
}
