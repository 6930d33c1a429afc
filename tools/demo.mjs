// `npm run demo`: builds examples/minifier for two platforms, twice, and shows what came of it. Needs Node and npm alone.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { runChild, workspace } from './run-child.js';

const LAYOUT = path.join(workspace, 'dist/images/minifier');

// npm writes this file last: where it is missing, an installation was not finished either.
if (!existsSync(path.join(workspace, 'node_modules/.package-lock.json'))) await run('npm', 'ci');

say('First run: one image for linux/amd64 and linux/arm64, in this process.');
// Where the demo has run before, its image would be found.
const first = await buildMinifier('--no-cache');
say(`The image index in dist/images/minifier, ${first.index.digest}:`);
console.log(JSON.stringify(readJson(blobFile(first.index.digest)), undefined, 2));

say('Second run, nothing changed.');
const second = await buildMinifier();
const kept = second.blobs.filter((name) => timeOf(name) < second.startedAt);
say(
  `${seconds(second)} s instead of ${seconds(first)} s: Nx took from its cache what it says above, the image ` +
    `${second.index.digest === first.index.digest ? 'is the same' : 'is another'}, and of the layout's ` +
    `${second.blobs.length} blobs ${kept.length} stayed untouched.`,
);

say('To push it to a registry of yours, with the credentials of `docker login` or of $DOCKER_CONFIG:');
console.log('  npx nx run minifier:docker-multiarch --push --tags=<registry>/<name>:<tag>');
console.log('\nand where there is Docker, `let x = 1 + 1` gets shorter with:\n');
console.log("  echo 'let x = 1 + 1' | docker run -i <registry>/<name>:<tag> --minify\n");

async function buildMinifier(...more) {
  const startedAt = Date.now();
  await run('nx', 'run', 'minifier:docker-multiarch', ...more);
  const durationMs = Date.now() - startedAt;
  const [index] = readJson(path.join(LAYOUT, 'index.json')).manifests;
  return { startedAt, durationMs, index, blobs: readdirSync(path.join(LAYOUT, 'blobs/sha256')) };
}

/** Ends the demo where the command fails: it has said why. Nx leaves no daemon behind, and takes no screen for itself. */
async function run(...command) {
  const { status } = await runChild(command, {
    env: { NX_DAEMON: 'false', NX_TUI: 'false' },
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error(`\`${command.join(' ')}\` ended with ${status}.`);
  process.exit(1);
}

function say(text) {
  console.log(`\n${text}\n`);
}

function seconds({ durationMs }) {
  return (durationMs / 1000).toFixed(1);
}

function timeOf(blob) {
  return statSync(path.join(LAYOUT, 'blobs/sha256', blob)).mtimeMs;
}

function blobFile(digest) {
  return path.join(LAYOUT, 'blobs', digest.replace(':', '/'));
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
