// A configuration for Fluent Bit or the host. Plain JavaScript, so that scripts run it before anything is installed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `fluent-bit.yaml`, and the list of plugins beside it. JSON is YAML, and the values need no quoting rules.
 *
 * @param {string} folder
 * @param {import('./write-config.mjs').ConfigParts} config
 * @returns {string} the file
 */
export function writeConfig(folder, { service = {}, plugins, customs, inputs = [], filters, outputs = [] }) {
  const file = join(folder, 'fluent-bit.yaml');
  const pluginsFile = join(folder, 'plugins.conf');
  // Not `plugins:` of the YAML file, which only newer versions know.
  writeFileSync(pluginsFile, ['[PLUGINS]', ...plugins.map((path) => `    Path ${path}`), ''].join('\n'));
  const text = {
    service: { flush: 0.2, grace: 5, log_level: 'info', plugins_file: pluginsFile, ...service },
    ...(customs ? { customs } : {}),
    pipeline: { inputs, ...(filters ? { filters } : {}), outputs },
  };
  writeFileSync(file, JSON.stringify(text, undefined, 2));
  return file;
}
