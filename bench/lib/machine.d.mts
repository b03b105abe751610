export interface Machine {
  cpu: string;
  cores: number;
  memoryGB: number;
  kernel: string;
  /** What `--version` of it says. */
  host: string;
  node: string;
  libnode: string;
  go: string;
  /** The load average at the start. */
  load: number;
  date: string;
}

export function describeMachine(options: { host: string; real: boolean; libnode: string }): Machine;
