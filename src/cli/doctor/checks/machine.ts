/**
 * This machine: Node, the C library, a container.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { ok, problem, type Check, type Finding } from '../check.ts';
import type { DoctorContext } from '../context.ts';

/** As `engines` of package.json. */
const NODE: readonly [number, number] = [20, 19];
const ARCHITECTURES = ['x64', 'arm64'];
const MUSL = 'Alpine and other musl systems are not supported: their linker has no RTLD_DEEPBIND';
const CONTAINERS: Record<string, string> = { '/.dockerenv': 'Docker', '/run/.containerenv': 'Podman' };

export const machine: Check = {
  title: 'Machine',
  run: (context) => [node(), system(), cLibrary(context), ...container()],
};

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return ok('Node', `${process.version} runs flb-node (${process.execPath})`);
  return problem('Node', `${process.version}, ${NODE.join('.')} is needed`, 'npx --yes --package node@22 -- flb-node doctor');
}

function system(): Finding {
  const shown = `${process.platform} ${process.arch}`;
  if (process.platform !== 'linux') return problem('system', `${shown}: plugins run on Linux only; create, run and test work here`, 'docker run -it --rm -v "$PWD:/work" -w /work node:22-bookworm bash');
  if (!ARCHITECTURES.includes(process.arch)) return problem('system', `${shown} is not supported`, `use a machine with ${ARCHITECTURES.join(' or ')}`);
  return ok('system', shown);
}

/** Of Node here, and of Fluent Bit: where they run in one image, both. */
function cLibrary({ fluentBit }: DoctorContext): Finding {
  const fix = 'use an image with glibc, as FROM debian:bookworm-slim';
  if (fluentBit?.elf?.interpreter?.includes('musl')) return problem('C library', `${fluentBit.path} is built for musl. ${MUSL}`, fix);
  const glibc = glibcVersion();
  if (glibc) return ok('C library', `glibc ${glibc}`);
  return problem('C library', existsSync('/etc/alpine-release') ? `this is Alpine. ${MUSL}` : `no glibc. ${MUSL}`, fix);
}

function glibcVersion(): string | undefined {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

function container(): Finding[] {
  const [found] = Object.entries(CONTAINERS).filter(([file]) => existsSync(file));
  return found ? [ok('container', found[1])] : [];
}
