/** A platform with a package of compiled files. */
export interface Platform {
  /** `linux-x64-gnu`: the package is `@fluent-bit-node/linux-x64-gnu`. */
  readonly name: string;
  /** As `process.arch`. */
  readonly arch: string;
}

/** This machine's. */
export function ownPlatform(): Platform;
