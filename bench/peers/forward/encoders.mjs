// Fluentd's forward protocol, written as fast as each codec can: [tag, [[time, record], ...]] and, packed, [tag, binary].
import { Encoder, ExtensionCodec } from '@msgpack/msgpack';
import { Packr } from 'msgpackr';

class Now {}

const extensionCodec = new ExtensionCodec();
extensionCodec.register({ type: 0, encode: (value) => (value instanceof Now ? eventTime() : null), decode: () => null });
const reference = new Encoder({ extensionCodec });
// Plain msgpack: its own extension for shapes nobody else reads.
const packr = new Packr({ useRecords: false, variableMapSize: true });

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

export const encoders = {
  msgpack: (tag, records) => reference.encodeSharedRef([tag, records.map((record) => [now, record])]),
  msgpackr: (tag, records) => packr.pack([tag, records.map((record) => [seconds(), record])]),
  /** Fluent Bit takes the binary as it is: it need not find the records one by one. */
  packed(tag, records) {
    const entries = records.map((record) => packr.pack([seconds(), record]));
    return packr.pack([tag, Buffer.concat(entries)]);
  },
};
