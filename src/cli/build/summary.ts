/**
 * What a build says of what it made.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { BUNDLE_SECTION } from './elf-template.ts';
import { Elf } from './elf.ts';
import { libnodeName, type PlacedRuntime } from './runtime.ts';

/** Bytes of the bundle in a plugin's shared object. */
export function bundleBytes(file: string): number {
  // A zero byte ends it.
  return new Elf(readFileSync(file)).section(BUNDLE_SECTION).size - 1;
}

/** `build/my-plugin.so  612 KiB (bundle 574 KiB), libflbnode.so 1.1 MiB for libnode.so.108 (Node 18)` */
export function sizeLine(plugin: { file: string; bytes: number; bundleBytes: number }, runtime?: PlacedRuntime): string {
  const size = `${shownPath(plugin.file)}  ${shownSize(plugin.bytes)} (bundle ${shownSize(plugin.bundleBytes)})`;
  return runtime === undefined ? size : `${size}, libflbnode.so ${shownSize(runtime.bytes)} for ${libnodeName(runtime.abi)}`;
}

/** As a user would type it here. */
export function shownPath(file: string): string {
  const short = relative('.', file);
  return short.startsWith('..') ? file : short;
}

/** `612 KiB`, `1.1 MiB` */
export function shownSize(bytes: number): string {
  const kib = bytes / 1024;
  return kib < 1000 ? `${Math.ceil(kib)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}
