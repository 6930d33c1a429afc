// Part of `npm run build`: what Nx loads, each as one file, for most of its start would be finding and reading 250 of them.
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const SOURCE = path.join(ROOT, 'packages/nx-docker-multiarch/src');
const OUTPUT = path.join(ROOT, 'packages/nx-docker-multiarch/dist/bundle');

/** By the name of the file in the bundle: what each is made of. */
const entryPoints = {
  ...(await entriesIn('executors', 'executor', '')),
  ...(await entriesIn('generators', 'generator', 'generators/')),
  plugin: path.join(SOURCE, 'plugin/plugin.ts'),
  'release/version-actions': path.join(SOURCE, 'release/version-actions.ts'),
};

/** A file of its own, read when the first request is sent. */
const LAZY = 'undici';
const keepLazy = {
  name: 'keep-lazy',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^${LAZY}$`) }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${LAZY}.js`, external: true },
    );
  },
};

const { metafile } = await build({
  absWorkingDir: ROOT,
  tsconfig: path.join(ROOT, 'tsconfig.base.json'),
  entryPoints: {
    ...entryPoints,
    [LAZY]: path.join(ROOT, 'tools/bundle/undici.js'),
  },
  outdir: OUTPUT,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  // What the workspace has of Nx is the right one.
  external: ['@nx/devkit', 'nx'],
  // What is imported later is CommonJS too: require() needs neither Node's second loader nor its search for the exports.
  supported: { 'dynamic-import': false },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  plugins: [keepLazy],
  metafile: true,
});
await writeFile(
  path.join(OUTPUT, 'THIRD-PARTY-LICENSES.txt'),
  await licensesOf(Object.keys(metafile.inputs)),
);

async function entriesIn(folder, file, prefix) {
  const names = await readdir(path.join(SOURCE, folder));
  const entries = names.map((name) => [`${prefix}${name}`, path.join(SOURCE, folder, name, `${file}.ts`)]);
  return Object.fromEntries(entries.filter(([, entry]) => existsSync(entry)));
}

/** The licence of every package of which something is in the bundle, which is what their licences ask for. */
async function licensesOf(inputs) {
  const folders = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(
      await readFile(path.join(ROOT, folder, 'package.json'), 'utf8'),
    );
    const file = (await readdir(path.join(ROOT, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined)
      throw new Error(`${name} has no licence file, so it cannot be part of the bundle`);
    const text = await readFile(path.join(ROOT, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
