/**
 * Variables that mean something inside Fluent Bit's process.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { ok, problem, warning, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';

export const environment: Check = {
  title: 'Environment',
  run({ env }) {
    const found = [nodeOptions(env), extraCertificates(env), preload(env)].flat();
    return found.length > 0 ? found : [ok('variables', 'none that matter are set')];
  },
};

type Env = DoctorContext['env'];

function nodeOptions(env: Env): Finding[] {
  const value = env['NODE_OPTIONS'];
  if (!value) return [];
  const fix = "set node.options in the plugin's section (`inherit` takes NODE_OPTIONS), or unset NODE_OPTIONS";
  return [warning('NODE_OPTIONS', `"${value}" counts for flb-node; plugins in Fluent Bit ignore it`, fix)];
}

function extraCertificates(env: Env): Finding[] {
  const file = env['NODE_EXTRA_CA_CERTS'];
  if (!file) return [];
  if (!existsSync(file)) return [problem('NODE_EXTRA_CA_CERTS', `there is no file ${file}`, 'correct it, or unset NODE_EXTRA_CA_CERTS')];
  return [ok('NODE_EXTRA_CA_CERTS', `${file}; set it for Fluent Bit as well. libnode 18 reads it at its start, which takes about 50 ms`)];
}

function preload(env: Env): Finding[] {
  const value = env['LD_PRELOAD'];
  if (!value) return [];
  return [warning('LD_PRELOAD', `"${value}" also reaches Fluent Bit and Node in it`, 'unset LD_PRELOAD, unless it is meant for them')];
}
