/** What the output of the benchmarks does with a chunk. Each returns a number that depends on all that it read. */
import type { Chunk, DecodedRecord } from 'fluent-bit-node';

export type Read = (chunk: Chunk) => number;

/** By name and not in a loop over the keys: as a plugin that writes columns does. */
function readFields({ message, host, level, status, latency_ms, n }: DecodedRecord): number {
  const texts = (message as string).length + (host as string).length + (level as string).length;
  return texts + (status as number) + (latency_ms as number) + (n as number);
}

/**
 * Much work for each record, beside which reading it is little: hashes its text many times. Arithmetic alone, for garbage
 * would keep V8's other threads busy, too.
 */
function work(text: string): number {
  let hash = 0;
  for (let round = 0; round < 500; round += 1) {
    for (let i = 0; i < text.length; i += 1) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  }
  return hash;
}

export const readers: Record<string, Read> = {
  fields(chunk) {
    let seen = 0;
    for (const { record } of chunk) seen += readFields(record);
    return seen;
  },
  one(chunk) {
    let seen = 0;
    for (const event of chunk.events()) seen += (event.get('status') as number) ?? 0;
    return seen;
  },
  bytes: (chunk) => chunk.bytes.length,
  json: (chunk) => chunk.toJSONLines().length,
  work(chunk) {
    let seen = 0;
    for (const { record } of chunk) seen += work(record['message'] as string);
    return seen;
  },
};
