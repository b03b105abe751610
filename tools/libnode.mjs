// Gets libnode and nothing else, for `flb-node setup`: into FLB_NODE_DEPS where apt cannot install it.
import { getPackages } from './lib/apt.mjs';
import { report } from './lib/fail.mjs';
import { ensureSharedBuiltins, findLibNode } from './lib/libnode.mjs';

try {
  if (!findLibNode()) await getPackages(['libnode-dev']);
  const libnode = findLibNode();
  if (libnode) ensureSharedBuiltins(libnode);
} catch (error) {
  report(error);
}
