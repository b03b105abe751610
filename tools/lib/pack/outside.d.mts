/** What makes the set-up's private libnode one that is installed; nothing where it is. `undefined`: there is none. */
export function libnodeEnvironment(): Record<string, string> | undefined;

/** A PATH with Node and npm, and neither a compiler nor a build program. */
export function pathWithoutCompiler(): string;

/** Fetches into npm's cache what the manifest in that folder asks for, by installing it there. */
export function primeCache(folder: string): void;
