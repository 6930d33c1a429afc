import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, OciError } from '../errors/index.js';
import {
  canonicalJson,
  describeDocument,
  OCI_INDEX,
  parseIndex,
  parseJson,
  type Descriptor,
} from '../model/index.js';
import {
  blobsDirectory,
  findFileSize,
  findSmallFile,
  onDisc,
  onDiscIfThere,
  replaceFile,
} from './layout-files.js';

/** The annotation of a descriptor in `index.json` that holds its tag (image-spec, annotations.md). */
export const REF_NAME = 'org.opencontainers.image.ref.name';

const MARKER = 'oci-layout';
const VERSION = '1.0.0';

/** What `index.json` of a layout holds. Errors: `LAYOUT_INVALID`, also where there is no layout; `LAYOUT_FAILED`. */
export async function readLayoutRoots(directory: string): Promise<readonly Descriptor[]> {
  const roots = await findLayoutRoots(directory);
  if (roots === undefined) throw invalidLayout('Reading', directory, 'there is no layout');
  return roots;
}

/** As `readLayoutRoots`; `undefined` where there is no layout. */
export async function findLayoutRoots(directory: string): Promise<readonly Descriptor[] | undefined> {
  if (!(await isLayout(directory))) return undefined;
  const bytes = await findSmallFile(path.join(directory, 'index.json'));
  if (bytes === undefined) return undefined;
  try {
    return parseIndex(describeDocument(bytes, OCI_INDEX)).manifests;
  } catch (cause) {
    throw invalidLayout('Reading', directory, `index.json: ${(cause as Error).message}`, cause);
  }
}

/**
 * Makes sure that a layout may be written to this folder: it is one, or empty, or not there yet. Changes nothing.
 * Errors: `LAYOUT_INVALID`, `LAYOUT_FAILED`.
 */
export async function checkLayoutTarget(directory: string): Promise<void> {
  if (await isLayout(directory)) return;
  const isFile = (await findFileSize(directory)) !== undefined;
  const names = isFile ? [] : await onDiscIfThere(`Reading ${directory}`, readdir(directory));
  if (isFile || (names !== undefined && names.length > 0))
    throw invalidLayout('Writing', directory, 'it is there already, and is no OCI layout');
}

/** Makes an empty layout unless there is one. Errors: `LAYOUT_INVALID`, with nothing touched; `LAYOUT_FAILED`. */
export async function prepareLayout(directory: string): Promise<void> {
  await checkLayoutTarget(directory);
  const doing = `Writing layout ${directory}`;
  await onDisc(doing, mkdir(directory, { recursive: true }));
  // First of all the marker: a folder that was begun and not finished is then known as ours.
  if (!(await isLayout(directory)))
    await replaceFile(path.join(directory, MARKER), directory, [json({ imageLayoutVersion: VERSION })]);
  await onDisc(doing, mkdir(blobsDirectory(directory), { recursive: true }));
  if ((await findFileSize(path.join(directory, 'index.json'))) === undefined)
    await writeLayoutRoots(directory, []);
}

/** Replaces `index.json` by one rename: the same roots give the same bytes. Errors: `LAYOUT_FAILED`. */
export async function writeLayoutRoots(directory: string, roots: readonly Descriptor[]): Promise<void> {
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: roots };
  await replaceFile(path.join(directory, 'index.json'), blobsDirectory(directory), [json(index)]);
}

async function isLayout(directory: string): Promise<boolean> {
  const bytes = await findSmallFile(path.join(directory, MARKER));
  if (bytes === undefined) return false;
  const marker = parseMarker(bytes, directory);
  if (marker === VERSION) return true;
  throw invalidLayout('Reading', directory, `its version is ${JSON.stringify(marker)} and not "${VERSION}"`);
}

function parseMarker(bytes: Uint8Array, directory: string): unknown {
  try {
    return (parseJson(bytes, MARKER) as { imageLayoutVersion?: unknown } | null)?.imageLayoutVersion;
  } catch (cause) {
    throw invalidLayout('Reading', directory, (cause as Error).message, cause);
  }
}

function invalidLayout(doing: string, directory: string, reason: string, cause?: unknown): OciError {
  const hint = 'Name another folder, or remove this one if nothing in it is needed.';
  return new OciError('LAYOUT_INVALID', `${doing} layout ${directory}: ${reason}`, {
    hint,
    ...(cause instanceof CodedError && { cause }),
  });
}

function json(value: unknown): Uint8Array {
  return Buffer.from(canonicalJson(value));
}
