/** A platform with a package of compiled files. */
export interface Platform {
  /** `linux-x64-gnu`: the package is `@fluent-bit-node/linux-x64-gnu`. */
  readonly name: string;
  /** As `process.arch`. */
  readonly arch: string;
}

/** This machine's. */
export function ownPlatform(): Platform;

/** @param arch - as `process.arch`. @throws when there is no package for it. */
export function platformOf(arch: string): Platform;
