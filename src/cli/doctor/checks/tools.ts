/**
 * What compiles a plugin. `flb-node build --prebuilt` needs none of it, so what is missing is a warning.
 *
 * @module
 */
import { ok, warning, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';
import { asRoot, onPath, output } from '../programs.ts';

/** Presets of version 3, `PROJECT_IS_TOP_LEVEL`. */
const CMAKE: readonly [number, number] = [3, 21];

export const tools: Check = {
  title: 'Build',
  run: ({ env }) => [
    tool('compiler', env['CXX'] ? [env['CXX']] : ['c++', 'g++', 'clang++'], 'g++', env),
    cmake(env),
    tool('make', ['ninja', 'make'], 'make', env),
  ],
};

const install = (name: string): string => `${asRoot(`apt-get install -y ${name}`)}   # or flb-node build --prebuilt, which needs none`;

function tool(subject: string, names: readonly string[], packageName: string, env: DoctorContext['env']): Finding {
  const found = names.map((name) => onPath(name, env)).find((path) => path !== undefined);
  if (!found) return warning(subject, `none of ${names.join(', ')} is on PATH`, install(packageName));
  const version = output(found, ['--version'], env)?.split('\n')[0]?.trim();
  return ok(subject, version ? `${found}: ${version}` : found);
}

function cmake(env: DoctorContext['env']): Finding {
  const found = tool('cmake', ['cmake'], 'cmake', env);
  const version = /version (\d+)\.(\d+)/.exec(found.text);
  if (!version) return found;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major > CMAKE[0] || (major === CMAKE[0] && minor >= CMAKE[1])) return found;
  return warning('cmake', `${found.text}: ${CMAKE.join('.')} or later is needed`, 'pip install cmake');
}
