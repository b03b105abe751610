/**
 * A plugin's identity as bytes: what native/plugin reads of a prebuilt plugin.
 *
 * @module
 */
import { EVENT_TYPES, LIMITS, OPTION_TYPES, PLUGIN_TYPES, type PluginDescription } from '../../../cmake/lib/describe.mjs';

/** Bytes of flbnode_dso::Identity (native/plugin/identity.h). */
export const IDENTITY_SIZE = 1176;
const IDENTITY = { abi: 0, type: 4, eventTypes: 8, bundleSize: 16, name: 24, description: 152 };

/** @throws `RangeError` when a text is longer than its field. */
export function encodeIdentity(plugin: PluginDescription, bundleSize: number): Uint8Array {
  const bytes = new Uint8Array(IDENTITY_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(IDENTITY.abi, plugin.abi, true);
  view.setInt32(IDENTITY.type, PLUGIN_TYPES[plugin.type], true);
  const events = plugin.eventTypes.reduce((bits, each) => bits | EVENT_TYPES[each], 0);
  view.setInt32(IDENTITY.eventTypes, events, true);
  view.setBigUint64(IDENTITY.bundleSize, BigInt(bundleSize), true);
  bytes.set(field('name', plugin.name, LIMITS.name), IDENTITY.name);
  bytes.set(field('description', plugin.description, LIMITS.description), IDENTITY.description);
  return bytes;
}

/** `FLBNODE_ABI_VERSION` of a template, or of a plugin. */
export const identityAbi = (identity: Uint8Array): number =>
  new DataView(identity.buffer, identity.byteOffset).getUint32(IDENTITY.abi, true);

/** As native/plugin/prebuilt/config_map.cc reads them. */
export function encodeOptions({ options }: PluginDescription): Uint8Array {
  const count = Buffer.alloc(4);
  count.writeInt32LE(options?.length ?? -1);
  const entries = (options ?? []).flatMap(({ name, type, default: standard, description }) => [
    Buffer.of(OPTION_TYPES[type].value),
    text(name),
    Buffer.of(standard === undefined ? 0 : 1),
    text(standard ?? ''),
    text(description),
  ]);
  return Buffer.concat([count, ...entries]);
}

function field(what: string, value: string, limit: number): Uint8Array {
  const bytes = Buffer.from(value);
  if (bytes.length > limit) throw new RangeError(`the ${what} has ${bytes.length} bytes; ${limit} is the most`);
  return bytes;
}

/** With its zero byte. A zero byte within ends it, as in a C string of a compiled plugin. */
const text = (value: string): Buffer => Buffer.from(`${value.split('\0', 1)[0] ?? ''}\0`);
