/**
 * The keys of a section that are Fluent Bit's own.
 *
 * From its 5.1.1: `flb_input_set_property` in `src/flb_input.c`, `flb_output_set_property` in `src/flb_output.c`,
 * `flb_filter_set_property` in `src/flb_filter.c` (and `is_active`), `flb_custom_set_property` in `src/flb_custom.c`,
 * `flb_processor_instance_set_property` in `src/flb_processor.c`, and `configure_plugins_type` in `src/flb_config.c`.
 * `test/unit/cli/own-keys.test.ts` reads them there.
 *
 * @module
 */
import type { PluginType } from '../../runtime/binding.ts';

const COMMON = ['name', 'alias', 'log_level'];
const ROUTED = ['match', 'match_regex'];
const NETWORK = ['host', 'port', 'ipv6'];
const TLS = [
  ...['tls', 'tls.verify', 'tls.verify_hostname', 'tls.debug', 'tls.vhost', 'tls.ca_path', 'tls.ca_file'],
  ...['tls.crt_file', 'tls.key_file', 'tls.key_passwd', 'tls.min_version', 'tls.max_version', 'tls.ciphers'],
];

/** Whole keys. */
export const OWN_KEYS: Record<PluginType, readonly string[]> = {
  input: [
    ...[...COMMON, ...NETWORK, ...TLS, 'tag', 'log_suppress_interval', 'routable', 'mem_buf_limit', 'listen'],
    ...['tls.verify_client_cert', 'storage.type', 'storage.pause_on_chunks_overlimit', 'threaded'],
    ...['thread.ring_buffer.capacity', 'thread.ring_buffer.window', 'rate_window', 'rate_gate', 'rate_gate.max_bytes'],
    ...['rate_gate.max_records', 'rate_gate.backpressure', 'rate_gate.resume_ratio', 'processors', 'routes'],
  ],
  output: [
    ...[...COMMON, ...ROUTED, ...NETWORK, ...TLS, 'log_suppress_interval', 'retry_limit', 'workers'],
    ...['tls.proxy.verify', 'tls.proxy.verify_hostname', 'tls.proxy.ca_path', 'tls.proxy.ca_file'],
    ...['tls.windows.certstore_name', 'tls.windows.use_enterprise_store', 'tls.windows.client_thumbprints'],
    ...['storage.total_limit_size', 'processors'],
  ],
  // A filter may be a processor, too.
  filter: [...COMMON, ...ROUTED, 'log_suppress_interval', 'active', 'condition'],
  custom: COMMON,
};

/** How other keys begin. */
export const OWN_PREFIXES: Record<PluginType, readonly string[]> = {
  input: ['net.', 'oauth2'],
  output: ['net.', 'oauth2', '_debug.http.'],
  filter: [],
  custom: ['net.'],
};

/** Fluent Bit ignores case. */
export function isOwnKey(type: PluginType, key: string): boolean {
  const lower = key.toLowerCase();
  return OWN_KEYS[type].includes(lower) || OWN_PREFIXES[type].some((prefix) => lower.startsWith(prefix));
}
