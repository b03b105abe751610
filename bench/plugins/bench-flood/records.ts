/** The messages that the input of the benchmarks writes. */
import { readFileSync } from 'node:fs';
import type { Message } from 'fluent-bit-node';

const LEVELS = ['debug', 'info', 'warn', 'error'];
/** Texts of 20 bytes. Many, so that no codec may remember one. */
const TEXTS = Array.from({ length: 4096 }, (_, i) => `request ${String(i * 31_337).padStart(12, '0')}`);

/**
 * The record of the benchmarks, or one of so many fields, or of about so many bytes.
 *
 * @param fields - number of fields; 0: the usual six
 * @param bytes - length of `message`; 0: the usual 20
 */
export function maker(fields: number, bytes: number): (n: number) => Message {
  if (fields > 0) return withFields(fields);
  if (bytes > 0) return withText('x'.repeat(bytes));
  return (n) => ({
    record: {
      message: TEXTS[n & 4095],
      host: 'web-1.example',
      level: LEVELS[n & 3],
      status: 200 + (n & 255),
      latency_ms: 12.75 + (n & 1023),
      n,
    },
  });
}

const withText = (message: string) => (n: number): Message => ({ record: { message, n } });

/** Half texts of 20 bytes and half integers. */
function withFields(count: number): (n: number) => Message {
  const keys = Array.from({ length: count }, (_, i) => `field_${i}`);
  return (n) => {
    const record: Record<string, unknown> = {};
    for (let i = 0; i < count; i += 1) record[keys[i]!] = i % 2 === 0 ? TEXTS[(n + i) & 4095] : n + i;
    return { record };
  };
}

/** Those of a file, one JSON object a line, again and again. */
export function fromFile(file: string): (n: number) => Message {
  const lines = readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '');
  const messages = lines.map((line) => ({ record: JSON.parse(line) as Record<string, unknown> }));
  return (n) => messages[n % messages.length]!;
}
