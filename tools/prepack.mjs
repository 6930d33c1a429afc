// npm's `prepack` of a package: what every package shows on its page and must ship is written once, at the root; the
// documentation too, to which what the plugin says refers.
import { copyFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
for (const name of ['README.md', 'LICENSE']) copyFileSync(path.join(root, name), path.resolve(name));
const { files } = JSON.parse(readFileSync('package.json', 'utf8'));
if (files.includes('docs')) {
  rmSync('docs', { recursive: true, force: true });
  cpSync(path.join(root, 'docs'), path.resolve('docs'), { recursive: true });
}
