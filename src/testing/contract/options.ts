/**
 * What a user may say of a plugin for its contract.
 *
 * @module
 */
import type { ChunkInput } from '../encode.ts';
import type { TestInstance } from '../instance.ts';
import type { Section } from '../memory-binding.ts';

/** Options of `checkContract` and `describeContract`. What is left out makes checks that need it be skipped. */
export interface ContractOptions {
  /** A section that the plugin starts with, and with which its target works. @default {} */
  config?: Section | undefined;
  /**
   * Another one, to see whether two instances get into each other's way.
   *
   * @default `config`, with other values than their defaults for the rest of the options, where the schema allows that
   */
  otherConfig?: Section | undefined;
  /** What an output or a filter usually gets. @default three events; metrics or traces for an output that takes no logs */
  chunk?: ChunkInput | undefined;
  /**
   * Changes to `config` with which the target of an output is down for a while: a port where nobody listens.
   *
   * @default none: that it asks for a retry is not checked
   */
  failing?: Section | undefined;
  /**
   * Changes to `config` with which the target of an output refuses what it gets.
   *
   * @default none: that it drops the chunk is not checked
   */
  refusing?: Section | undefined;
  /**
   * Changes to `config` with which the target of an output or a filter does not answer.
   *
   * @default none: calls are cut short while they do what they usually do
   */
  hanging?: Section | undefined;
  /**
   * Makes an input write: sends the request or writes the file that it waits for. Called before each write that a check
   * waits for.
   *
   * @default it writes by itself
   */
  stimulate?: ((instance: TestInstance) => void | Promise<void>) | undefined;
  /** Names of checks not to make. @default none */
  skip?: readonly string[] | undefined;
  /**
   * Milliseconds that a plugin may take to end, and for one chunk.
   *
   * @default 5000, as `node.exit_timeout` and `node.filter_timeout`
   */
  timeoutMs?: number | undefined;
  /**
   * Inputs and custom plugins run on a clock of the kit's, which moves fast: a tick a minute is no minute of testing.
   * With `true` they run in real time; for a plugin whose requests would run into their time-outs.
   *
   * @default false
   */
  realTime?: boolean | undefined;
}
