// `npm run generate`: writes what is derived from the code. With `--check` it writes nothing, names the files that
// differ and exits with 1. It reads the compiled packages, for Node 20 can't run TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as prettier from 'prettier';
import { z } from 'zod';
import { generatorSchema, referencePage } from './generate/reference-page.mjs';
import { optionsPage } from './generate/options-page.mjs';
import { prunePage } from './generate/prune-page.mjs';
import { schemaJson } from './generate/schema-json.mjs';

const workspace = path.dirname(import.meta.dirname);
const plugin = path.join(workspace, 'packages/nx-docker-multiarch');
const require = createRequire(import.meta.url);

const tsc = path.join(workspace, 'node_modules/typescript-7/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-b', 'tsconfig.build.json'], {
  cwd: workspace,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);

const {
  buildOptionsSchema,
  formatExample,
  formatPruneExample,
  optionGroups,
  pruneOptionsSchema,
  TOKENS,
} = require(path.join(plugin, 'dist/plan/index.js'));
const { executors } = require(path.join(plugin, 'executors.json'));
const { generators } = require(path.join(plugin, 'generators.json'));
const toJsonSchema = (schema) => z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
const jsonSchema = toJsonSchema(buildOptionsSchema);
const pruneSchema = toJsonSchema(pruneOptionsSchema);
const page = { optionGroups, properties: jsonSchema.properties, tokens: TOKENS, formatExample };

const files = {
  'packages/nx-docker-multiarch/src/executors/build/schema.json': JSON.stringify(
    schemaJson('build', jsonSchema, executors.build),
  ),
  'packages/nx-docker-multiarch/src/executors/prune-cache/schema.json': JSON.stringify(
    schemaJson('prune-cache', pruneSchema, executors['prune-cache']),
  ),
  'docs/options.md': optionsPage(page),
  'docs/prune-cache.md': prunePage(pruneSchema.properties, formatPruneExample),
};

/** What has its options beside it, in `options.ts`: by name, with their JSON schema. */
const withOptions = (kind, all) =>
  Object.entries(all).flatMap(([name, { description }]) => {
    const file = path.join(plugin, `dist/${kind}/${name}/options.js`);
    if (!existsSync(file)) return [];
    return [{ name, description, schema: toJsonSchema(require(file).optionsSchema) }];
  });
const others = withOptions('executors', executors);
const makers = withOptions('generators', generators);
for (const { name, description, schema } of others)
  files[`packages/nx-docker-multiarch/src/executors/${name}/schema.json`] = JSON.stringify(
    schemaJson(name, schema, { description }),
  );
for (const maker of makers)
  files[`packages/nx-docker-multiarch/src/generators/${maker.name}/schema.json`] = JSON.stringify(
    generatorSchema(maker),
  );
files['docs/generators.md'] = referencePage('generators', makers);
if (others.length > 0) files['docs/executors.md'] = referencePage('executors', others);

const stale = [];
for (const [name, text] of Object.entries(files)) {
  const file = path.join(workspace, name);
  const formatted = await prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
  if (formatted === read(file)) continue;
  if (process.argv.includes('--check')) stale.push(name);
  else writeFileSync(file, formatted);
}
if (stale.length > 0) {
  console.error(
    `Not what "npm run generate" makes of the code:\n${stale.map((name) => `  ${name}`).join('\n')}`,
  );
  process.exitCode = 1;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}
