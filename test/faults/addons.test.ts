import { describe, it } from 'vitest';
import { addonFaults } from '../fixtures/addon-faults.ts';
import { contains } from './contains.ts';
import { chosenHosts } from './hosts.ts';

const REASON = /a native addon threw a C\+\+ exception: (thrown by the addon|an object that is no std::exception)/;

describe.each(chosenHosts)('$name', (host) => {
  it.each(['input', 'filter'] as const)('contains C++ exceptions of native addons in an %s', async (kind) => {
    const thrownThere = ['execute', 'complete', 'a threadsafe function', 'a finalizer'];
    // What a filter throws costs it its chunk and not its Worker.
    await contains(host, kind, kind === 'filter' ? thrownThere : Object.keys(addonFaults), REASON);
  });
});
