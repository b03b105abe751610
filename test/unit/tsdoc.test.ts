/** What an editor shows of everything that a user can import: a contract, and no gap. */
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
