// A machine as the tutorial's reader has one: the packages can be had from a registry, and Fluent Bit is installed.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { libnodeEnvironment } from '../pack/outside.mjs';
import { ownPlatform } from '../pack/platforms.mjs';
import { tarballs } from '../pack/stage.mjs';
import { ROOT, onPath } from '../run.mjs';
import { realFluentBit } from '../start.mjs';

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Why the tutorial cannot be done here; undefined when it can. */
export function missing() {
  const packed = tarballs(ownPlatform());
  const file = Object.values(packed).find((path) => !existsSync(path));
  if (file) return `there is no ${file} (npm run pack makes it)`;
  return libnodeEnvironment() ? undefined : 'there is no libnode (npm run setup gets it)';
}

/**
 * What is on the PATH there, and what else a shell of it has.
 *
 * @param {string} home - a folder for it
 */
export function environment(home) {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true });
  const { main, platform } = tarballs(ownPlatform());
  const packages = [main, platform].map((path) => `--package ${quote(path)}`).join(' ');
  // `npx fluent-bit-node` would ask a registry for what is packed here, and so would the new plugin's package.json.
  program(folder, 'npx', [
    'if [ "$1" = fluent-bit-node ]; then',
    '  shift',
    `  exec npm exec --yes ${packages} -- flb-node "$@" ${packages}`,
    'fi',
    `exec ${quote(onPath('npx') ?? 'npx')} "$@"`,
  ]);
  const fluentBit = realFluentBit() ?? join(ROOT, 'build/bin/flb-node-host');
  program(folder, 'fluent-bit', [`exec ${quote(fluentBit)} "$@"`]);

  // As a shell of the user's: not inside of an npm run, and without what a suite has set.
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_.*|INIT_CWD|NODE_ENV|NODE_OPTIONS|VITEST.*|FORCE_COLOR)$/i.test(name));
  return {
    ...Object.fromEntries(own),
    ...libnodeEnvironment(),
    PATH: [folder, process.env.PATH].join(delimiter),
    NO_COLOR: '1',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
  };
}

function program(folder, name, lines) {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
}
