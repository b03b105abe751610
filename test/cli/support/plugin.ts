/** Plugins of a test's own, in folders of their own where this package and zod are installed. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, scratch } from './flb-node.ts';

/** @returns the folder; the plugin is its plugin.ts. */
export function pluginFolder(source: string, files: Record<string, string> = {}): string {
  const folder = scratch();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/fluent-bit-node'));
  symlinkSync(join(ROOT, 'node_modules/zod'), join(folder, 'node_modules/zod'));
  for (const [name, text] of Object.entries({ 'plugin.ts': source, ...files })) writeFileSync(join(folder, name), text);
  return folder;
}

/** An output with all that a schema can say. */
export const FULL_OUTPUT = `
import { type OutputPlugin, parseDuration, registerOutput } from 'fluent-bit-node';
import * as z from 'zod';

const config = z.object({
  url: z.url().describe('Where to'),
  apiKey: z.string().optional().meta({ secret: true }).describe('Who we are'),
  format: z.enum(['json', 'a|b']).default('json').describe('How'),
  level: z.enum(['low', 'high']),
  batch: z.coerce.number().int().default(100).describe('Records of a request.'),
  pause: z.string().default('1m30s').transform(parseDuration),
});

class Full implements OutputPlugin<typeof config> {
  init(): void {}
  async flush(): Promise<void> {}
}
export default registerOutput('out-full', 'Has many options', () => new Full(), { config });
`;
