/**
 * Messages to the bytes of a chunk.
 *
 * @module
 */
import { EventEncoder } from '../codec/encoder.ts';
import type { Message } from '../plugin/message.ts';

/** What a test may flush: messages, or a chunk as Fluent Bit would send it (msgpack, v2 or legacy events). */
export type ChunkInput = Iterable<Message> | Uint8Array;

/** The chunk that Fluent Bit would make of these messages. Bytes are copied, so that the chunk owns its memory. */
export function encodeChunk(input: ChunkInput): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input as Uint8Array);
  const encoder = new EventEncoder();
  // The encoder's bytes are valid until its next call.
  const events = Array.from(input, (message) => encoder.encode(message).slice());
  const chunk = new Uint8Array(events.reduce((size, event) => size + event.length, 0));
  let at = 0;
  for (const event of events) {
    chunk.set(event, at);
    at += event.length;
  }
  return chunk;
}
