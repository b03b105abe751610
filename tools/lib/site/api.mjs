// The reference of the SDK: its TSDoc, as pages below docs/reference/api. They are made anew each time, and not kept.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Converter, LogLevel, ReflectionKind } from 'typedoc';
import { ROOT } from '../run.mjs';

/** What comments name beside the public names: a word, and no link. */
const INTERNAL = ['InstanceBinding', 'EventEncoder', 'unquote', 'decodeEvents'];

const OUT = join(ROOT, 'docs/reference/api');

/** @returns {Promise<void>} @throws when a link of a comment leads nowhere, or a comment cannot be read */
export async function buildApi() {
  rmSync(OUT, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [join(ROOT, 'src/index.ts'), join(ROOT, 'src/testing/index.ts')],
    tsconfig: join(ROOT, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    name: 'fluent-bit-node',
    // Both: typedoc's own defaults are docs/, and to empty it first.
    outputs: [{ name: 'markdown', path: OUT }],
    cleanOutputDir: false,
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    // What is wrong in a comment is to be mended there. Types that are not exported are named, and need no page.
    treatWarningsAsErrors: true,
    // Nor do members of a value that has one page for all of them.
    validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: false },
    logLevel: LogLevel.Warn,
    // Of typedoc-plugin-markdown.
    entryModule: 'index',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    sanitizeComments: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'list',
    typeAliasPropertiesFormat: 'table',
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true },
    textContentMappings: { 'title.memberPage': '{name}' },
  });
  app.converter.addUnknownSymbolResolver(({ symbolReference }) =>
    INTERNAL.includes(symbolReference?.path?.[0]?.path ?? '') ? '#' : undefined,
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // A class that is exported as a type only comes twice, once as \`typeof\` itself.
    const types = project.getReflectionsByKind(ReflectionKind.TypeAlias);
    for (const each of types) if (each.type?.type === 'query') project.removeReflection(each);
  });
  const project = await app.convert();
  if (!project) throw new Error('typedoc could not read the sources');
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('typedoc: see above');
}
