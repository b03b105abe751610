/**
 * How a bundle says which plugin it is.
 *
 * @module
 */
import { schemaOptions } from '../config/options.ts';
import type { ConfigSchema } from '../config/schema.ts';
import { settingOptions } from '../config/settings.ts';
import { createError } from '../errors.ts';
import { BINDING_ABI, PLUGIN_SLOT, type PluginType, type RegisteredPlugin } from '../runtime/binding.ts';
import { runInstance } from '../runtime/instance.ts';
import { takeOverThread } from '../runtime/thread.ts';
import { CHUNK_TYPES, type ChunkType } from './chunk.ts';
import { SDK_VERSION } from './sdk.ts';
import type {
  CustomDefinition,
  CustomPlugin,
  FilterDefinition,
  FilterPlugin,
  InputDefinition,
  InputPlugin,
  OutputDefinition,
  OutputPlugin,
  Plugin,
  PluginDefinition,
} from './types.ts';

/** What else there is to say about a plugin. */
export interface RegisterOptions<C extends ConfigSchema> {
  /**
   * The plugin's settings: an object schema of zod or any other Standard Schema library. Gives `fbit.config` its type
   * and its values; a section that does not fit it fails Fluent Bit's start-up with a message per bad value.
   */
  config: C;
}

interface NoConfig {
  config?: undefined;
}

/** What else there is to say about an output. */
export interface OutputOptions {
  /**
   * What its `flush` takes: Fluent Bit routes it nothing else. Before Fluent Bit 4.2.3 there is no way to say it, and
   * an output gets logs only, which the log says.
   *
   * @default ['logs']
   */
  eventTypes?: readonly ChunkType[] | undefined;
}

/** All options, as they are kept. */
interface AnyOptions extends OutputOptions {
  config?: ConfigSchema | undefined;
}

/**
 * Registers the bundle's plugin as an input. Call exactly one register function per bundle, at the top level.
 *
 * @param name - how a section names it (`name: in-dummy`): lower-case letters, digits, `-` and `_`.
 * @param description - one line, shown by `fluent-bit --help`.
 * @param factory - called once per instance; returns a new object each time.
 * @returns the definition, to export for tests (`fluent-bit-node/testing`).
 * @throws `FLB_NODE_E_ALREADY_REGISTERED`, `FLB_NODE_E_BAD_NAME`, `FLB_NODE_E_BAD_PLUGIN`
 */
export function registerInput(
  name: string,
  description: string,
  factory: () => InputPlugin,
  options?: NoConfig,
): InputDefinition<undefined>;
/**
 * Registers the bundle's plugin as an input with settings: `config` is their schema, and gives `fbit.config` its type.
 * Call exactly one register function per bundle, at the top level.
 *
 * @param name - how a section names it.
 * @param description - one line, shown by `fluent-bit --help`.
 * @param factory - called once per instance; returns a new object each time.
 * @returns the definition, to export for tests (`fluent-bit-node/testing`).
 * @throws `FLB_NODE_E_ALREADY_REGISTERED`, `FLB_NODE_E_BAD_NAME`, `FLB_NODE_E_BAD_PLUGIN`
 */
export function registerInput<C extends ConfigSchema>(
  name: string,
  description: string,
  factory: () => InputPlugin<C>,
  options: RegisterOptions<C>,
): InputDefinition<C>;
export function registerInput(
  name: string,
  description: string,
  factory: () => InputPlugin<ConfigSchema | undefined>,
  options?: { config?: ConfigSchema | undefined },
): InputDefinition {
  return register('input', name, description, factory, options);
}

/** Registers the bundle's plugin as an output. Parameters and errors as {@link registerInput}. */
export function registerOutput(
  name: string,
  description: string,
  factory: () => OutputPlugin,
  options?: NoConfig & OutputOptions,
): OutputDefinition<undefined>;
/**
 * Registers the bundle's plugin as an output with settings: `config` is their schema, and gives `fbit.config` its type.
 * Call exactly one register function per bundle, at the top level.
 *
 * @param name - how a section names it.
 * @param description - one line, shown by `fluent-bit --help`.
 * @param factory - called once per instance; returns a new object each time.
 * @returns the definition, to export for tests (`fluent-bit-node/testing`).
 * @throws `FLB_NODE_E_ALREADY_REGISTERED`, `FLB_NODE_E_BAD_NAME`, `FLB_NODE_E_BAD_PLUGIN`
 */
export function registerOutput<C extends ConfigSchema>(
  name: string,
  description: string,
  factory: () => OutputPlugin<C>,
  options: RegisterOptions<C> & OutputOptions,
): OutputDefinition<C>;
export function registerOutput(
  name: string,
  description: string,
  factory: () => OutputPlugin<ConfigSchema | undefined>,
  options?: AnyOptions,
): OutputDefinition {
  return register('output', name, description, factory, options);
}

/**
 * Registers the bundle's plugin as a filter. Parameters and errors as {@link registerInput}, but for the name: Fluent Bit
 * makes a C symbol of it, so it has no `-`. The shared object is called `flb-filter_NAME.so`.
 *
 * @throws `FLB_NODE_E_FILTER_NAME`
 */
export function registerFilter(
  name: string,
  description: string,
  factory: () => FilterPlugin,
  options?: NoConfig,
): FilterDefinition<undefined>;
/**
 * Registers the bundle's plugin as a filter with settings: `config` is their schema, and gives `fbit.config` its type.
 * Call exactly one register function per bundle, at the top level.
 *
 * @param name - how a section names it.
 * @param description - one line, shown by `fluent-bit --help`.
 * @param factory - called once per instance; returns a new object each time.
 * @returns the definition, to export for tests (`fluent-bit-node/testing`).
 * @throws `FLB_NODE_E_ALREADY_REGISTERED`, `FLB_NODE_E_BAD_NAME`, `FLB_NODE_E_BAD_PLUGIN`
 */
export function registerFilter<C extends ConfigSchema>(
  name: string,
  description: string,
  factory: () => FilterPlugin<C>,
  options: RegisterOptions<C>,
): FilterDefinition<C>;
export function registerFilter(
  name: string,
  description: string,
  factory: () => FilterPlugin<ConfigSchema | undefined>,
  options?: { config?: ConfigSchema | undefined },
): FilterDefinition {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name)) throw createError('FLB_NODE_E_FILTER_NAME', name);
  return register('filter', name, description, factory, options);
}

/** Registers the bundle's plugin as a custom plugin. Parameters and errors as {@link registerInput}. */
export function registerCustom(
  name: string,
  description: string,
  factory: () => CustomPlugin,
  options?: NoConfig,
): CustomDefinition<undefined>;
/**
 * Registers the bundle's plugin as a custom plugin with settings: `config` is their schema, and gives `fbit.config` its
 * type.
 * Call exactly one register function per bundle, at the top level.
 *
 * @param name - how a section names it.
 * @param description - one line, shown by `fluent-bit --help`.
 * @param factory - called once per instance; returns a new object each time.
 * @returns the definition, to export for tests (`fluent-bit-node/testing`).
 * @throws `FLB_NODE_E_ALREADY_REGISTERED`, `FLB_NODE_E_BAD_NAME`, `FLB_NODE_E_BAD_PLUGIN`
 */
export function registerCustom<C extends ConfigSchema>(
  name: string,
  description: string,
  factory: () => CustomPlugin<C>,
  options: RegisterOptions<C>,
): CustomDefinition<C>;
export function registerCustom(
  name: string,
  description: string,
  factory: () => CustomPlugin<ConfigSchema | undefined>,
  options?: { config?: ConfigSchema | undefined },
): CustomDefinition {
  return register('custom', name, description, factory, options);
}

const slot = globalThis as { [PLUGIN_SLOT]?: RegisteredPlugin | undefined };

function register<T extends PluginType, P extends Plugin>(
  type: T,
  name: string,
  description: string,
  factory: () => P,
  options: AnyOptions = {},
): PluginDefinition<P> & { type: T } {
  checkArguments(name, description, factory, options);
  // A slot of the thread and not of this module: a bundle may hold two copies of the SDK.
  const registered = slot[PLUGIN_SLOT];
  if (registered) throw createError('FLB_NODE_E_ALREADY_REGISTERED', name, registered.name);

  const definition: PluginDefinition<P> & { type: T } = {
    abi: BINDING_ABI,
    sdk: SDK_VERSION,
    type,
    name,
    description,
    ...(type === 'output' ? { eventTypes: options.eventTypes ?? (['logs'] as const) } : {}),
    schema: options.config,
    create: factory,
    options() {
      const own = options.config && schemaOptions(options.config);
      return own && [...own, ...settingOptions()];
    },
    run(binding) {
      takeOverThread(binding);
      return runInstance(definition, binding);
    },
  };
  slot[PLUGIN_SLOT] = definition;
  return definition;
}

function checkArguments(name: string, description: string, factory: unknown, options: AnyOptions): void {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_-]*$/.test(name)) {
    throw createError('FLB_NODE_E_BAD_NAME', name, 'this is no name that a section of Fluent Bit can have');
  }
  const bad = (what: string): Error => createError('FLB_NODE_E_BAD_PLUGIN', name, what);
  if (typeof description !== 'string' || description.trim() === '' || /[\r\n\0]/.test(description)) {
    throw bad('the description is not one line of text');
  }
  if (typeof factory !== 'function') throw bad(`the factory is of type ${typeof factory}, not a function`);
  const { config, eventTypes = ['logs'] } = options as { config?: unknown; eventTypes?: unknown };
  const isSchema =
    (typeof config === 'object' || typeof config === 'function') && config !== null && '~standard' in config;
  if (config !== undefined && !isSchema)
    throw bad('config is not a Standard Schema (zod 3.24 or later, valibot, arktype, ...)');
  const areTypes =
    Array.isArray(eventTypes) && eventTypes.length > 0 && eventTypes.every((each) => CHUNK_TYPES.includes(each));
  if (!areTypes) throw bad(`eventTypes is not a list of ${CHUNK_TYPES.map((each) => `'${each}'`).join(', ')}`);
}

/** Empties the slot, for tests that register more than one plugin. */
export function resetRegistration(): void {
  delete slot[PLUGIN_SLOT];
}
