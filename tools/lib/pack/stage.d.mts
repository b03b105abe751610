import type { Platform } from './platforms.mjs';

/** Where `npm run pack` puts the two tarballs of a platform. */
export function tarballs(platform: Platform): { main: string; platform: string };
