import type { BuildContext, BuildResult, LogLevel } from 'esbuild';

export interface BundleOptions {
  /** Absolute. */
  entry: string;
  /** Absolute. */
  output: string;
  /** esbuild's name of the oldest Node that is to run it. @default 'node18' */
  target?: string | undefined;
  /** @default 'inline' */
  sourceMap?: 'inline' | 'linked' | 'none' | undefined;
  /** @default false */
  minify?: boolean | undefined;
  /** Packages that stay imports. @default none but native addons */
  external?: string[] | undefined;
  /** What esbuild prints by itself. @default 'warning' */
  logLevel?: LogLevel | undefined;
}

export function bundle(options: BundleOptions): Promise<BuildResult<{ metafile: true }>>;
export function bundleContext(options: BundleOptions): Promise<BuildContext<{ metafile: true }>>;
