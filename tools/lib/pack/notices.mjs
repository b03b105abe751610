// The licences of other people's code that is compiled into a platform's package.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../fail.mjs';
import { ROOT } from '../run.mjs';

/** Of libraries from Debian: compiled into flb-node-host. */
const DEBIAN = [
  { name: 'yaml-cpp', package: 'libyaml-cpp-dev', use: 'in bin/flb-node-host' },
  { name: 'CLI11', package: 'libcli11-dev', use: 'in bin/flb-node-host' },
];

const GCC = `## libstdc++ and libgcc

In all files, linked statically but for lib/. GPL-3.0 with the GCC Runtime Library Exception, which lets them be part of
programs under any licence.
`;

/** @param {string[]} prefixes - where to look for share/doc */
export function notices(prefixes) {
  const parts = [
    section('node-addon-api', 'in lib/*/libflbnode.so', join(ROOT, 'node_modules/node-addon-api/LICENSE.md')),
    ...DEBIAN.map((library) => section(library.name, library.use, copyrightFile(library.package, prefixes))),
    GCC,
  ];
  return `# Third-party code\n\n${parts.join('\n')}`;
}

const section = (name, use, file) => `## ${name}\n\n${use}.\n\n\`\`\`\n${readFileSync(file, 'utf8').trim()}\n\`\`\`\n`;

function copyrightFile(name, prefixes) {
  const places = prefixes.map((prefix) => join(prefix, 'share/doc', name, 'copyright'));
  const found = places.find(existsSync);
  if (found) return found;
  throw new SetupError('FLB_NODE_E_PACK', `the licence of ${name} was not found in ${places.join(', ')}.`);
}
