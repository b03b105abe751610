/** What makes the set-up's private libnode one that is installed; nothing where it is. `undefined`: there is none. */
export function libnodeEnvironment(): Record<string, string> | undefined;

/** Makes a folder to be PATH: with Node and npm, and neither a compiler nor a build program. Returns it. */
export function pathWithoutCompiler(folder: string): string;

/** Fetches into npm's cache what the manifest in that folder asks for, by installing it there. */
export function primeCache(folder: string): void;
