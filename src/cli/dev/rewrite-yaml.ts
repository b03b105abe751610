/**
 * A configuration in YAML, changed to run the plugin that is being written.
 *
 * @module
 */
import { resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { usageError } from '../command.ts';
import type { YamlConfig } from './own-config.ts';
import { FILE_KEYS, pluginsList, readPluginsFile, type Rewriting, sectionSettings } from './rewrite.ts';

type Section = Record<string, unknown>;

export interface Rewritten {
  readonly config: string;
  /** Of the plugins file. */
  readonly plugins: string;
}

/** @throws `FLB_NODE_E_USAGE` when it is not such a file, or has no section of the plugin. */
export function rewriteYaml(text: string, rewriting: Rewriting): Rewritten {
  let config: YamlConfig & { includes?: unknown };
  try {
    config = Object(parse(text)) as YamlConfig & { includes?: unknown };
  } catch (cause) {
    throw usageError(`the configuration is not YAML: ${(cause as Error).message}`);
  }
  const { type, name, folder, pluginsFile } = rewriting;
  const sections = sectionsOf(config, type).filter((section) => nameOf(section) === name);
  if (sections.length === 0) throw usageError(`the configuration has no ${type} with the name ${name}`);
  for (const section of sections) Object.assign(section, sectionSettings(rewriting));

  const { service = {}, plugins, includes } = config;
  const listed = Array.isArray(plugins) ? plugins.map(String) : [];
  const own = service['plugins_file'];
  if (typeof own === 'string') listed.push(...readPluginsFile(resolve(folder, own)));
  for (const key of FILE_KEYS) if (typeof service[key] === 'string') service[key] = resolve(folder, service[key]);
  config.service = { ...service, plugins_file: pluginsFile };
  delete config.plugins;
  if (Array.isArray(includes)) config.includes = includes.map((path) => resolve(folder, String(path)));
  return { config: stringify(config), plugins: pluginsList(rewriting, listed) };
}

const nameOf = (section: Section): unknown => section['name'] ?? section['Name'];

function sectionsOf({ customs = [], pipeline = {} }: YamlConfig, type: Rewriting['type']): Section[] {
  const { inputs = [], filters = [], outputs = [] } = pipeline;
  switch (type) {
    case 'custom':
      return customs;
    case 'input':
      return inputs;
    case 'output':
      return outputs;
    case 'filter':
      return [...filters, ...[...inputs, ...outputs].flatMap(processorsOf)];
  }
}

/** A filter may belong to one input or output. */
const processorsOf = ({ processors }: Section): Section[] =>
  Object.values(Object(processors) as Record<string, unknown>).flatMap((list) => (Array.isArray(list) ? (list as Section[]) : []));
