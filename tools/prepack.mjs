// npm's `prepack` of a package: what every package shows on its page and must ship is written once, at the root.
import { copyFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
for (const name of ['README.md', 'LICENSE']) copyFileSync(path.join(root, name), path.resolve(name));
