/**
 * The release of this package that a bundle carries: what {@link RegisteredPlugin.sdk} says.
 *
 * A constant and not an import of package.json, which Node 20 and esbuild would each want written differently. A
 * test holds the two together.
 */
export const SDK_VERSION = '0.1.0';
