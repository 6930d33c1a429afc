import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { OciError } from '../errors/index.js';
import { digestHex, type Descriptor } from '../model/index.js';
import { blobsOf, isForeign, readImageTree } from './image-tree.js';
import { blobPath, blobsDirectory, findFileSize, onDisc } from './layout-files.js';
import { prepareLayout, REF_NAME, writeLayoutRoots } from './layout-index.js';
import { createLayoutStore } from './layout.js';

/**
 * Makes `root`, under the name `tag`, the one image of a layout that holds all of it already. `index.json` is
 * swapped by one rename, and only then goes what the new image does not need: at every moment it names a complete
 * image, the former or the new one. Errors: `NOT_FOUND` and `CONTENT_MISMATCH` with nothing changed, `LAYOUT_*`.
 */
export async function replaceLayoutRoot(
  directory: string,
  root: Descriptor,
  tag: string,
  signal?: AbortSignal,
): Promise<void> {
  await prepareLayout(directory);
  const needed = await findComplete(directory, root, signal);
  signal?.throwIfAborted();
  const { mediaType, digest, size, platform } = root;
  await writeLayoutRoots(directory, [
    { mediaType, digest, size, ...(platform && { platform }), annotations: { [REF_NAME]: tag } },
  ]);
  await removeOthers(directory, needed);
}

/** The file names of all that the image is made of. */
async function findComplete(directory: string, root: Descriptor, signal?: AbortSignal): Promise<Set<string>> {
  const documents = await readImageTree(createLayoutStore(directory), root, signal);
  const names = new Set(documents.map(({ encoded }) => digestHex(encoded.descriptor.digest)));
  for (const blob of documents.flatMap(blobsOf)) {
    const size = await findFileSize(blobPath(directory, blob.digest));
    const doing = `Completing layout ${directory}: blob ${blob.digest}`;
    if (size === undefined && !isForeign(blob)) throw new OciError('NOT_FOUND', `${doing} is not there`);
    if (size !== undefined && size !== blob.size)
      throw new OciError('CONTENT_MISMATCH', `${doing} has ${size} bytes instead of ${blob.size}`);
    names.add(digestHex(blob.digest));
  }
  return names;
}

async function removeOthers(directory: string, needed: ReadonlySet<string>): Promise<void> {
  const doing = `Removing former blobs of layout ${directory}`;
  const blobs = blobsDirectory(directory);
  for (const name of await onDisc(doing, readdir(blobs)))
    if (!needed.has(name)) await onDisc(doing, rm(path.join(blobs, name), { recursive: true, force: true }));
}
