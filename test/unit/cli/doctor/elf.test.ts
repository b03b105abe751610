import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseElf, readElf, type ElfFile, type NoElf } from '../../../../src/cli/doctor/elf.ts';
import { makeElf } from './support.ts';

const parsed = (file: ElfFile | NoElf): ElfFile => {
  if ('problem' in file) throw new Error(file.problem);
  return file;
};
const problemOf = (file: ElfFile | NoElf): string => ('problem' in file ? file.problem : 'none');

describe('of a shared object', () => {
  const file = makeElf({
    soname: 'libnode.so.108',
    needed: ['libuv.so.1', 'libc.so.6'],
    runpath: '$ORIGIN:/opt/lib',
    flags1: 8,
    symbols: ['first', 'second'],
    undefined: ['malloc'],
    interpreter: '/lib/ld-musl-x86_64.so.1',
  });

  test('names, needs, paths and flags', () => {
    expect(parsed(parseElf(file))).toMatchObject({
      machine: 'x64',
      soname: 'libnode.so.108',
      needed: ['libuv.so.1', 'libc.so.6'],
      runpath: ['$ORIGIN', '/opt/lib'],
      nodelete: true,
      interpreter: '/lib/ld-musl-x86_64.so.1',
    });
  });

  test.each(['gnu', 'sysv'] as const)('the symbols that it defines, by its %s hash table', (hash) => {
    const made = makeElf({ symbols: ['first', 'second', 'third'], undefined: ['malloc'], hash });
    expect([...parsed(parseElf(made)).symbols]).toEqual(['first', 'second', 'third']);
  });

  test('none where it exports none', () => {
    expect(parsed(parseElf(makeElf({ undefined: ['malloc'] }))).symbols.size).toBe(0);
  });

  test('without section headers, as strip leaves it', () => {
    expect(parsed(parseElf(file)).sections.size).toBe(0);
  });
});

test('a real executable: Node exports its functions', () => {
  const node = parsed(readElf(process.execPath));
  expect(node.symbols.has('napi_create_function')).toBe(true);
  expect(node.machine).toBe(process.arch);
});

describe('what it is not', () => {
  const file = makeElf({ symbols: ['first'] });
  const changed = (at: number, value: number): Buffer => {
    const copy = Buffer.from(file);
    copy[at] = value;
    return copy;
  };

  test.each([
    ['a text', Buffer.from('[INPUT]\n  name dummy\n'), 'not an ELF file'],
    ['nothing', Buffer.alloc(0), 'not an ELF file'],
    ['its first bytes', file.subarray(0, 20), 'cut short'],
    ['32 bits', changed(4, 1), '32 bits'],
    ['big-endian', changed(5, 2), 'big-endian'],
    ['cut in the middle', file.subarray(0, file.length - 40), 'cut short'],
    ['an object file', changed(56, 0), 'nothing to load dynamically'],
  ])('%s', (_what, bytes, problem) => {
    expect(problemOf(parseElf(bytes))).toContain(problem);
  });

  test('a file that cannot be read', () => {
    expect(problemOf(readElf('/proc/self/nothing'))).toContain('ENOENT');
    expect(problemOf(readElf('/'))).toContain('EISDIR');
  });
});

describe('a hostile file', () => {
  const file = makeElf({ soname: 'lib.so', needed: ['a', 'b'], symbols: ['first', 'second'], interpreter: '/lib/ld.so' });
  const words = fc.array(fc.tuple(fc.nat(file.length - 8), fc.bigInt(0n, 2n ** 64n - 1n)), { minLength: 1, maxLength: 6 });

  test('any 8 bytes of it may be anything: an answer, and no list longer than the file', () => {
    fc.assert(
      fc.property(words, (changes) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of changes) bytes.writeBigUInt64LE(value, at);
        const answer = parseElf(bytes);
        if ('problem' in answer) return answer.problem.length > 0;
        const longest = Math.max(answer.symbols.size, answer.sections.size, answer.needed.length);
        return longest <= bytes.length;
      }),
      { numRuns: 3000 },
    );
  });

  test('it may end anywhere', () => {
    for (let size = 0; size < file.length; size += 1) {
      const answer = parseElf(file.subarray(0, size));
      expect('problem' in answer, `${size} bytes of ${file.length}`).toBe(true);
    }
  });

  test('a name without an end is none', () => {
    const name = file.indexOf('first\0');
    const bytes = Buffer.from(file);
    bytes.fill('x', name);
    const answer = parseElf(bytes);
    expect('problem' in answer ? [] : [...answer.symbols]).toEqual([]);
  });
});
