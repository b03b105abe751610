/**
 * `node.permissions`: what an instance may do, as a list of grants; and the options of Node that say so to its Worker.
 *
 * Node's permission model belongs to an environment, so each Worker has its own; the supervisor's environment, which
 * runs no plugin's code, has none.
 *
 * @module
 */
import { isAbsolute } from 'node:path';

/** What is granted; all else is denied. Paths are absolute, end with `/*` at most, or are `*`. */
export interface Permissions {
  readonly fsRead: readonly string[];
  readonly fsWrite: readonly string[];
  readonly net: boolean;
  readonly childProcess: boolean;
  readonly worker: boolean;
  readonly addons: boolean;
  readonly wasi: boolean;
}

const isPath = (path: string): boolean =>
  path === '*' || (isAbsolute(path) && !path.replace(/\/\*$/, '').includes('*') && !path.split('/').includes('..'));

/** Reads the setting's text: `null` when it is empty, `undefined` when it is wrong. */
export function parsePermissions(text: string): Permissions | null | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return null;
  const grants = new Map<string, string[]>();
  for (const word of words) {
    const [, name = '', value] = /^([a-z_.]+)(?:=(.*))?$/.exec(word) ?? [];
    const paths = value?.split(',') ?? [];
    const isGood = name.startsWith('fs.') ? paths.length > 0 && paths.every(isPath) : value === undefined;
    if (!GRANTS.has(name) || !isGood || grants.has(name)) return undefined;
    grants.set(name, paths);
  }
  if (grants.has('none') && grants.size > 1) return undefined;
  return {
    fsRead: grants.get('fs.read') ?? [],
    fsWrite: grants.get('fs.write') ?? [],
    net: grants.has('net'),
    childProcess: grants.has('child_process'),
    worker: grants.has('worker'),
    addons: grants.has('addons'),
    wasi: grants.has('wasi'),
  };
}

const GRANTS = new Set(['none', 'fs.read', 'fs.write', 'net', 'child_process', 'worker', 'addons', 'wasi']);

/**
 * Node's options for a Worker with these permissions.
 *
 * @param knows - does this libnode have the option?
 * @param version - of libnode, for the message.
 * @throws an Error that says why this libnode cannot keep the promise.
 */
export function permissionArgs(
  permissions: Permissions,
  knows: (option: string) => boolean,
  version: string,
): string[] {
  const model = ['--permission', '--experimental-permission'].find(knows);
  if (model === undefined) throw new Error(`libnode ${version} has no permission model, 20 or later has`);
  if (!permissions.net && !knows('--allow-net')) {
    throw new Error(`libnode ${version} cannot deny the network; grant net, and deny it from outside`);
  }
  const grants: (string | false)[] = [
    ...permissions.fsRead.map((path) => `--allow-fs-read=${path}`),
    ...permissions.fsWrite.map((path) => `--allow-fs-write=${path}`),
    permissions.net && knows('--allow-net') && '--allow-net',
    permissions.childProcess && '--allow-child-process',
    permissions.worker && '--allow-worker',
    permissions.wasi && knows('--allow-wasi') && '--allow-wasi',
    // Where the model is no experiment any more, the runtime's own binding is an addon: there confine() denies them.
    (permissions.addons || model === '--permission') && knows('--allow-addons') && '--allow-addons',
    // Of each of the last five grants, also of that which nobody has asked for.
    knows('--disable-warning') && '--disable-warning=SecurityWarning',
  ];
  return [model, ...grants.filter((option) => option !== false)];
}
