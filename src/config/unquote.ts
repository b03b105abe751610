/**
 * Unquoting of property values, as the Go kit (`calyptia/plugin`, `unquote` in `cshared.go`) does it with Go's
 * `strconv.Unquote`, so that a section written for a Go plugin means the same here.
 *
 * @module
 */

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
};

/** `\x41`, `\101`, `\u00e9` and `\U0001f600`, each with exactly its number of digits. */
const NUMERIC = /^\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/;

const isScalar = (point: number): boolean => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);

/**
 * The text between the quotes of a Go string literal with its escapes resolved, or `undefined` when it is none.
 * `\x` and octal escapes are bytes, so the result is put together as UTF-8.
 */
const unescape = (body: string, quote: '"' | "'"): string | undefined => {
  const bytes: number[] = [];
  for (let rest = body; rest !== '';) {
    if (rest[0] !== '\\') {
      const character = String.fromCodePoint(rest.codePointAt(0) as number);
      if (character === quote || character === '\n') return undefined;
      bytes.push(...Buffer.from(character));
      rest = rest.slice(character.length);
      continue;
    }
    const escape = rest[1] ?? '';
    const simple = SIMPLE[escape];
    if (simple !== undefined) {
      // Each kind of literal may escape its own quote only.
      if ((escape === '"' || escape === "'") && escape !== quote) return undefined;
      bytes.push(simple);
      rest = rest.slice(2);
      continue;
    }
    const [all, hex, octal, u4, u8] = NUMERIC.exec(rest) ?? [];
    if (all === undefined) return undefined;
    if (hex !== undefined || octal !== undefined) {
      const byte = hex === undefined ? parseInt(octal as string, 8) : parseInt(hex, 16);
      if (byte > 255) return undefined;
      bytes.push(byte);
    } else {
      const point = parseInt((u4 ?? u8) as string, 16);
      if (!isScalar(point)) return undefined;
      bytes.push(...Buffer.from(String.fromCodePoint(point)));
    }
    rest = rest.slice(all.length);
  }
  return Buffer.from(bytes).toString();
};

/** Go's `strconv.Unquote`: `undefined` where that returns an error. */
const goUnquote = (text: string): string | undefined => {
  const quote = text[0];
  if (text.length < 2 || quote !== text.at(-1)) return undefined;
  const body = text.slice(1, -1);
  // A raw literal: no escapes, no backquote inside, carriage returns dropped.
  if (quote === '`') return body.includes('`') ? undefined : body.replaceAll('\r', '');
  if (quote === '"') return unescape(body, '"');
  if (quote !== "'") return undefined;
  const character = unescape(body, "'");
  return character !== undefined && [...character].length === 1 ? character : undefined;
};

/**
 * Strips the quotes of a value that is a Go string literal (`"a\tb"`, `` `raw` ``, `'c'`) and resolves its escapes. A
 * value without quotes that has a literal `\n` in it gets its escapes resolved too; every other value stays as it is.
 */
export function unquote(value: string): string {
  const literal = goUnquote(value);
  if (literal !== undefined) return literal;
  return value.includes('\\n') ? (goUnquote(`"${value}"`) ?? value) : value;
}
