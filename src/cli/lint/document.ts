/**
 * A configuration as the check sees it: sections with places.
 *
 * @module
 */
import type { PluginType } from '../../runtime/binding.ts';

/** Where something stands: lines and columns from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Property {
  readonly key: string;
  /** `undefined` when it is no text: a list or a map. */
  readonly value: string | undefined;
  readonly place: Place;
  readonly valuePlace: Place;
}

/** A section that may be a plugin's. */
export interface PluginSection {
  readonly type: PluginType;
  readonly place: Place;
  readonly properties: readonly Property[];
}

/** Something that is wrong with the file itself. */
export interface Mistake {
  readonly place: Place;
  readonly message: string;
}

export interface Document {
  readonly sections: PluginSection[];
  readonly mistakes: Mistake[];
  /** What the file itself says of `${NAME}`: `@SET`, and `env` in YAML. */
  readonly variables: Map<string, string>;
}

export const emptyDocument = (): Document => ({ sections: [], mistakes: [], variables: new Map() });
