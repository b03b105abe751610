/** What an editor shows of everything that a user can import: a contract, and no gap. */
import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ENTRIES = ['src/index.ts', 'src/testing/index.ts', 'src/testing/vitest.ts'];

const program = ts.createProgram(
  ENTRIES.map((entry) => root + entry),
  { ...(ts.parseJsonConfigFileContent(ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config, ts.sys, root).options), noEmit: true },
);
const checker = program.getTypeChecker();

/** Something that a user sees, with what is said of it. */
interface Shown {
  readonly name: string;
  readonly symbol: ts.Symbol;
}

const isOurs = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((each) => each.getSourceFile().fileName.startsWith(`${root}src/`));

/** Hovering `new Name` shows what is said of the constructor, and not of the class. */
const isConstructor = (symbol: ts.Symbol): boolean => symbol.name === '__constructor';

const isHidden = (symbol: ts.Symbol): boolean =>
  (symbol.name.startsWith('__') && !isConstructor(symbol)) ||
  symbol.name === 'prototype' ||
  symbol.getJsDocTags().some(({ name }) => name === 'internal') ||
  (symbol.declarations ?? []).some(
    (each) =>
      (ts.isClassElement(each) && each.name !== undefined && ts.isPrivateIdentifier(each.name)) ||
      (ts.canHaveModifiers(each) && (ts.getModifiers(each) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)),
  );

function* exportsOf(entry: string): Generator<Shown> {
  const module = checker.getSymbolAtLocation(program.getSourceFile(root + entry)!)!;
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (!isOurs(symbol)) continue;
    yield { name: exported.name, symbol };
    yield* membersOf(exported.name, symbol);
  }
}

function* membersOf(owner: string, symbol: ts.Symbol): Generator<Shown> {
  const members = [...(symbol.members?.values() ?? []), ...(symbol.flags & ts.SymbolFlags.Class ? (symbol.exports?.values() ?? []) : [])];
  for (const member of members) {
    if (isHidden(member) || member.flags & ts.SymbolFlags.TypeParameter) continue;
    yield { name: `${owner}.${member.name}`, symbol: member };
  }
}

const textOf = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
const tagsOf = (symbol: ts.Symbol): ts.JSDocTagInfo[] => symbol.getJsDocTags(checker);

const placeOf = ({ name, symbol }: Shown): string => {
  const declaration = symbol.declarations?.[0];
  if (!declaration) return name;
  const file = declaration.getSourceFile();
  return `${name} (${relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(declaration.getStart()).line + 1})`;
};

describe.each(ENTRIES)('%s', (entry) => {
  const shown = [...exportsOf(entry)];

  test('exports something', () => {
    expect(shown.length).toBeGreaterThan(0);
  });

  test('everything that is exported, and every member of it, says what it is', () => {
    const silent = shown.filter(({ symbol }) => textOf(symbol) === '' && !tagsOf(symbol).some(({ name }) => name === 'default'));
    expect(silent.map(placeOf)).toEqual([]);
  });

  test('every option says its default', () => {
    const options = shown.filter(({ name, symbol }) => /Options\./.test(name) && symbol.flags & ts.SymbolFlags.Optional);
    const silent = options.filter(({ symbol }) => !tagsOf(symbol).some(({ name }) => name === 'default'));
    expect(silent.map(placeOf)).toEqual([]);
  });
});

/** What each name of the package gives. */
const MODULES: Readonly<Record<string, string>> = {
  'fluent-bit-node': 'src/index.ts',
  'fluent-bit-node/testing': 'src/testing/index.ts',
  'fluent-bit-node/testing/vitest': 'src/testing/vitest.ts',
};

test('what the documentation imports is there', () => {
  const pages = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md') && !name.includes('node_modules'));
  const missing: string[] = [];
  let seen = 0;
  for (const page of pages) {
    for (const [, names = '', from = ''] of readFileSync(`${root}docs/${page}`, 'utf8').matchAll(/import (?:type )?\{([^}]*)\} from '(fluent-bit-node[^']*)'/g)) {
      const entry = MODULES[from];
      const exported = entry && new Set([...exportsOf(entry)].map(({ name }) => name));
      for (const name of names.split(',').map((each) => each.trim().replace(/^type /, '').replace(/ as .*/, '')).filter(Boolean)) {
        seen += 1;
        if (!exported || !exported.has(name)) missing.push(`${page}: ${name} of ${from}`);
      }
    }
  }
  expect(missing).toEqual([]);
  expect(seen).toBeGreaterThan(20);
});
