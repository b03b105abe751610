// Injected into bundles that use `import.meta.url`, which CommonJS does not have.
export const flbNodeImportMeta = {
  // Not an import: that would be in every bundle, used or not.
  get url() {
    return require('node:url').pathToFileURL(__filename).href;
  },
};
