/**
 * Messages to the bytes of a chunk.
 *
 * @module
 */
import { ChunkEncoder } from '../codec/chunk-encoder.ts';
import type { FilteredMessage } from '../plugin/message.ts';

/**
 * What a test may flush or filter: messages, or a chunk as Fluent Bit would send it (msgpack, v2 or legacy events).
 */
export type ChunkInput = Iterable<FilteredMessage> | Uint8Array;

/** The chunk that Fluent Bit would make of these messages. Bytes are copied, so that the chunk owns its memory. */
export function encodeChunk(input: ChunkInput): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input as Uint8Array);
  const encoder = new ChunkEncoder();
  for (const message of input) encoder.add(message);
  return encoder.finish().slice();
}
