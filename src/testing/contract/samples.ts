/**
 * Chunks: a usual one, and such as come once a year.
 *
 * @module
 */
import type { ChunkType } from '../../plugin/chunk.ts';
import type { PluginDefinition } from '../../plugin/types.ts';
import { encodeMetrics } from '../../signals/metrics-encoder.ts';
import { encodeTraces } from '../../signals/traces-encoder.ts';
import { encodeChunk } from '../encode.ts';
import { event, events } from '../events.ts';
import { counter, gauge, spans } from '../signals.ts';

/** What a plugin takes: chunks of these. */
export const takenTypes = (plugin: PluginDefinition): readonly ChunkType[] => plugin.eventTypes ?? ['logs'];

/** A usual chunk for this plugin. */
export function usualChunk(plugin: PluginDefinition): Uint8Array {
  const [type] = takenTypes(plugin);
  if (type === 'metrics') return encodeMetrics([counter('requests_total', 3, { code: '200' }), gauge('load', 0.5)]);
  if (type === 'traces') return encodeTraces([spans(['GET /', 'SELECT'], { 'service.name': 'shop' })]);
  const [first, ...rest] = events([
    { level: 'info', message: 'started', pid: 4711 },
    { level: 'warn', message: 'jane@example.org has 3 tries left', nested: { list: [1, 'two', null], ok: true } },
    { level: 'error', message: 'gave up', took: 1.5 },
  ]);
  return encodeChunk([{ ...first!, metadata: { source: 'test' } }, ...rest]);
}

/** What a merge of `__proto__` into an object would leave on every object. */
export const POLLUTION = 'pollutedByContractCheck';

/** Keys that programs trip over. */
export function oddKeys(): Uint8Array {
  const own = JSON.parse(`{"__proto__":{"${POLLUTION}":true},"constructor":{"prototype":{"${POLLUTION}":true}}}`) as object;
  const keys = ['', ' ', '0', '-1', 'a.b', 'a.b.c', '$where', '\0', 'a\0b', '\n', '"', '\u{1f600}', 'ключ', 'k'.repeat(20_000), 'toString', 'hasOwnProperty', 'length', 'then'];
  return encodeChunk([
    event({ ...Object.fromEntries(keys.map((key, i) => [key, i])) }),
    event(Object.defineProperties({}, Object.getOwnPropertyDescriptors(own))),
    event({ message: { '': { '': null } }, level: 17, time: 'never', tag: [] }),
    event({}),
  ]);
}

/** Texts that are not UTF-8: as a key, as a value and in a list. */
export function badText(): Uint8Array {
  const bytes = encodeChunk([event({ 'key-XXXX': 'value-XXXX', message: 'text XXXX', list: ['XXXX'] }), event('XXXX')]);
  const bad = [0xff, 0xc3, 0x28, 0x80];
  for (let at = bytes.indexOf(0x58); at >= 0; at = bytes.indexOf(0x58, at + 1)) bytes[at] = bad[at % bad.length] as number;
  return bytes;
}

/** A chunk of a little more than 2 MB, which is what Fluent Bit's grow to; one text in it is of 256 KiB. */
export const hugeChunk = (): Uint8Array =>
  encodeChunk([event('x'.repeat(256 * 1024)), ...events(Array.from({ length: 20_000 }, (_, n) => ({ n, message: 'y'.repeat(70) })))]);

/** A usual chunk that was cut off in the middle of a record. */
export const cutChunk = (): Uint8Array => {
  const bytes = encodeChunk(events(3));
  return bytes.subarray(0, bytes.length - 3);
};
