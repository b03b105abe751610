import type { Platform } from './platforms.mjs';

/** @throws an error that names everything that is missing in the folder, or not fit for another machine. */
export function checkPrebuilt(platform: Platform, folder: string): void;
