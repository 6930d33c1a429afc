import path from 'node:path';
import { succeed } from './command.js';

const PACKAGES = ['oci', 'nx-docker-multiarch'];

/** Packs both packages as they would be published into `directory`; absolute paths of the tarballs. */
export async function packTarballs(directory: string): Promise<readonly string[]> {
  const folders = PACKAGES.map((name) => path.resolve(__dirname, '../../packages', name));
  const packed = await succeed('npm', ['pack', '--json', '--pack-destination', directory, ...folders]);
  const entries = Object.values(JSON.parse(packed) as Record<string, { filename: string }>);
  return entries.map(({ filename }) => path.join(directory, path.basename(filename)));
}
