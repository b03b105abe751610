// Fluentd's forward protocol, written as fast as each codec can: [tag, [[time, record], ...]] and, packed, [tag, binary].
import { Encoder, ExtensionCodec } from '@msgpack/msgpack';

class Now {}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({ type: 0, encode: (value) => (value instanceof Now ? eventTime() : null), decode: () => null });
const reference = new Encoder({ extensionCodec });
// Where it could not be installed, its variants do not run.
const { Packr } = await import('msgpackr').catch(() => ({}));
// Plain msgpack: its own extension for shapes nobody else reads.
const packr = Packr && new Packr({ useRecords: false });

const now = new Now();

function eventTime() {
  const ms = Date.now();
  const time = Buffer.allocUnsafe(8);
  time.writeUInt32BE(Math.floor(ms / 1000), 0);
  time.writeUInt32BE((ms % 1000) * 1e6, 4);
  return time;
}

/** msgpackr cannot write extension type 0; seconds are a time, too, and cost it less. */
const seconds = () => Math.floor(Date.now() / 1000);
const entries = (records) => records.map((record) => [seconds(), record]);

export const encoders = {
  msgpack: (tag, records) => reference.encodeSharedRef([tag, records.map((record) => [now, record])]),
  msgpackr: (tag, records) => packr.pack([tag, entries(records)]),
  /** Fluent Bit takes the binary as it is: it need not find the records one by one. */
  packed(tag, records) {
    const array = packr.pack(entries(records));
    // Without the array's own header, which is of 1, 3 or 5 bytes, the entries follow each other, as the binary has them.
    const packed = array.subarray(records.length < 16 ? 1 : records.length < 65_536 ? 3 : 5);
    const head = Buffer.from([0x92, 0xa0 | tag.length, ...Buffer.from(tag), 0xc6, 0, 0, 0, 0]);
    head.writeUInt32BE(packed.length, head.length - 4);
    return Buffer.concat([head, packed]);
  },
};
