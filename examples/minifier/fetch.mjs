// Fetches esbuild for both platforms: to dist/examples/minifier/<Docker's architecture>.tgz, in the version that
// package-lock.json has of the workspace's own. npm would not install the one of a foreign platform, but it packs either.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OUTPUT = path.join(ROOT, 'dist/examples/minifier');

const PACKAGES = { amd64: '@esbuild/linux-x64', arm64: '@esbuild/linux-arm64' };

async function fetchArchive(folder, architecture, name) {
  const { version, integrity } = packages[`node_modules/${name}`];
  const args = ['pack', `${name}@${version}`, '--pack-destination', folder, '--loglevel=error'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT });
  const archive = path.join(folder, stdout.trim());
  const actual = `sha512-${createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')}`;
  if (actual !== integrity) throw new Error(`${name}@${version} is not what package-lock.json says`);
  await rename(archive, path.join(OUTPUT, `${architecture}.tgz`));
}

const { packages } = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'));
await mkdir(OUTPUT, { recursive: true });
const folder = await mkdtemp(path.join(OUTPUT, 'fetch-'));
try {
  await Promise.all(Object.entries(PACKAGES).map((entry) => fetchArchive(folder, ...entry)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
