/** A section's keys and values. */
export type Section = Record<string, unknown>;

export interface ConfigParts {
  service?: Section;
  plugins: string[];
  customs?: Section[];
  inputs?: Section[];
  filters?: Section[];
  outputs?: Section[];
}

export function writeConfig(folder: string, config: ConfigParts): string;
