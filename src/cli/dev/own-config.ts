/**
 * A pipeline around one plugin, for those who have none yet.
 *
 * @module
 */
import type { PluginDescription } from '../../../cmake/lib/describe.mjs';

type Section = Record<string, unknown>;

export interface YamlConfig {
  service?: Section;
  plugins?: unknown;
  customs?: Section[];
  pipeline?: { inputs?: Section[]; filters?: Section[]; outputs?: Section[] };
}

/** Each part of the pipeline that the plugin is not: a record a second, and standard output. */
export function ownConfig({ type, name }: Pick<PluginDescription, 'type' | 'name'>, settings: Section): YamlConfig {
  const section = { name, ...settings };
  const dummy = { name: 'dummy', tag: 'dev', dummy: '{"message":"hello from flb-node dev"}' };
  const service = { flush: 0.2, grace: 2, log_level: 'info' };
  return {
    service,
    ...(type === 'custom' ? { customs: [section] } : {}),
    pipeline: {
      inputs: [type === 'input' ? { tag: 'dev', ...section } : dummy],
      ...(type === 'filter' ? { filters: [{ match: '*', ...section }] } : {}),
      outputs: [type === 'output' ? { match: '*', ...section } : { name: 'stdout', match: '*' }],
    },
  };
}
