// `npm run demo`: builds examples/greeter for two platforms and shows what came of it. Needs Docker for now.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const LAYOUT = path.join(ROOT, 'dist/images/greeter');

if (!succeeds('docker', ['info'])) {
  fail(
    'The demo needs Docker with buildx for now, and no daemon answers `docker info`. Start Docker and run it again.',
  );
}
if (!existsSync(path.join(ROOT, 'node_modules'))) run('npm', ['ci']);
run('npx', ['nx', 'run', 'greeter:docker-multiarch']);

const [root] = readJson(path.join(LAYOUT, 'index.json')).manifests;
console.log(`\nThe image index in dist/images/greeter, ${root.digest}:\n`);
console.log(
  JSON.stringify(readJson(path.join(LAYOUT, 'blobs', root.digest.replace(':', '/'))), undefined, 2),
);
console.log('\nTo push it to a registry of yours:\n');
console.log('  npx nx run greeter:docker-multiarch --push --tags=<registry>/<name>:<tag>');

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) fail(`\`${[command, ...args].join(' ')}\` ended with ${status}.`);
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
