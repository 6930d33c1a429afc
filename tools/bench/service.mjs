import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FILES = 4_000;
const BYTES = 35_000_000;

/**
 * A service that only copies: files such as bundlers and package managers leave, 4,000 of them, 35 MB in all, from a few
 * hundred bytes to 17 kB. Their text is that of this workspace's own dependencies, cut into pieces.
 */
export function writeService(folder, base) {
  const app = path.join(folder, 'app');
  const text = readText(path.join(ROOT, 'node_modules'));
  let at = 0;
  for (let number = 0; number < FILES; number++) {
    // 7919 is prime to the range: every size comes, and the mean is half of it.
    const end = at + 300 + ((number * 7919) % ((BYTES / FILES - 300) * 2));
    const file = path.join(app, `${number % 40}`, `${number}.js`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text.subarray(at, end));
    at = end;
  }
  writeFileSync(path.join(folder, 'Dockerfile'), `FROM ${base}\nCOPY app /app\nCMD ["/app/0/0.js"]\n`);
  return { main: path.join(app, '0/0.js'), files: FILES, bytes: at };
}

function readText(folder) {
  const pieces = [];
  let length = 0;
  for (const file of walk(folder)) {
    const { size } = statSync(file);
    if (size === 0 || size > 200_000) continue;
    pieces.push(readFileSync(file));
    length += size;
    if (length > BYTES * 1.1) break;
  }
  return Buffer.concat(pieces);
}

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(file);
    else if (entry.isFile() && /\.(?:js|mjs|cjs|json|map|ts)$/.test(entry.name)) yield file;
  }
}
