// Loaded by Nodes that are too old for the rest of this folder: only syntax that Node 12 knows.

/** The oldest Node that the tools, esbuild and vitest all run on. */
const NEEDED = [20, 19];

/** Ends the process with one message when this Node is too old. */
export function checkNode(version = process.versions.node) {
  const have = version.split('.').map(Number);
  if (have[0] > NEEDED[0] || (have[0] === NEEDED[0] && have[1] >= NEEDED[1])) return;

  const command = process.env.npm_lifecycle_event || 'start';
  console.error(
    [
      '',
      `FLB_NODE_E_NODE_VERSION: Node ${NEEDED.join('.')} or later is needed, this is Node ${version}.`,
      '  To run it with a newer Node, without installing that for good:',
      '',
      `    npx --yes --package node@22 -- npm run ${command}`,
      '',
    ].join('\n'),
  );
  process.exit(1);
}
