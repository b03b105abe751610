export type PluginType = 'input' | 'output' | 'custom' | 'filter';
export type EventType = 'logs' | 'metrics' | 'traces';
export type OptionType = 'string' | 'integer' | 'boolean' | 'double' | 'size' | 'time';

export interface OptionDescription {
  readonly name: string;
  readonly type: OptionType;
  readonly default?: string | undefined;
  readonly description: string;
}

export interface PluginDescription {
  /** `BINDING_ABI` of the SDK in the bundle. */
  readonly abi: number;
  /** Its release. */
  readonly sdk: string;
  readonly type: PluginType;
  readonly name: string;
  readonly description: string;
  readonly eventTypes: readonly EventType[];
  /** What a section may hold. Undefined: any key. */
  readonly options?: readonly OptionDescription[] | undefined;
}

export const PLUGIN_TYPES: Readonly<Record<PluginType, number>>;
export const EVENT_TYPES: Readonly<Record<EventType, number>>;
export const OPTION_TYPES: Readonly<Record<OptionType, { readonly value: number; readonly name: string }>>;
export const LIMITS: { readonly name: number; readonly description: number; readonly filter: number };

export function describe(file: string, filter?: string): Promise<PluginDescription>;
