import { discard } from '../../http/index.js';
import {
  canonicalJson,
  describeDocument,
  isIndex,
  OCI_INDEX,
  parseDocument,
  type Digest,
  type EncodedDocument,
} from '../../model/index.js';
import { findAbility, no, UNTRIED, yes, type Abilities, type Ability } from './abilities.js';
import { deleteDocument, findDocument, writeDocument } from './documents.js';
import { pushScope, refused, type Repository } from './repository.js';
import { cancelUpload, readSession } from './upload-session.js';

type WriteAbilities = Pick<Abilities, 'push' | 'mount' | 'index' | 'deletion'>;

/** An index of nothing, that no image is. */
const EMPTY_INDEX = describeDocument(
  Buffer.from(canonicalJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] })),
  OCI_INDEX,
);

/** What a registry does that changes something, all of it taken back. `index` is what reading told. */
export async function findWriteAbilities(
  repository: Repository,
  sample: EncodedDocument | undefined,
  index: Ability,
  signal: AbortSignal,
): Promise<WriteAbilities> {
  let blob: Digest | undefined;
  const reading = await findAbility(async () => {
    blob = sample && (await findConfig(repository, sample, signal));
    return UNTRIED;
  });
  let mount: Ability = { ...reading, answer: 'untried' };
  const push = await findAbility(async () => {
    const isMounted = await beginUpload(repository, blob, signal);
    if (blob !== undefined) mount = isMounted ? yes() : no('it begins an upload instead');
    return yes();
  });
  if (push.answer !== 'yes') return { push, mount, index, deletion: UNTRIED };
  // Asked before anything is written: nothing is to stay.
  const deletion = await findAbility(async () => {
    await deleteDocument(repository, EMPTY_INDEX.descriptor.digest, signal);
    return yes();
  });
  if (index.answer === 'yes' || deletion.answer !== 'yes') return { push, mount, index, deletion };
  return { push, mount, ...(await tryIndex(repository, deletion, signal)) };
}

/** Writes the empty index and deletes it, which says more of deletion than that of what was not there. */
async function tryIndex(
  repository: Repository,
  ofNothing: Ability,
  signal: AbortSignal,
): Promise<Pick<Abilities, 'index' | 'deletion'>> {
  const index = await findAbility(async () => {
    await writeDocument(repository, EMPTY_INDEX, undefined, signal);
    return yes();
  });
  if (index.answer === 'no') return { index, deletion: ofNothing };
  const { digest } = EMPTY_INDEX.descriptor;
  const deletion = await findAbility(async () => {
    const wasThere = await deleteDocument(repository, digest, signal);
    return wasThere || index.answer !== 'yes'
      ? yes()
      : no(`${digest} was written, and is not there to be deleted`);
  });
  if (deletion.answer === 'yes') return { index, deletion };
  const remark = `${deletion.remark}; the empty index that was written to try it may still be there`;
  return { index, deletion: { ...deletion, remark } };
}

/** The digest of a config in the repository, of the first image that a document leads to. */
async function findConfig(
  repository: Repository,
  encoded: EncodedDocument,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const document = parseDocument(encoded);
  if (!isIndex(document)) return document.config.digest;
  const [child] = document.manifests;
  const inner = child && (await findDocument(repository, child.digest, signal));
  const image = inner && parseDocument(inner);
  return image && !isIndex(image) ? image.config.digest : undefined;
}

/** Whether the blob was mounted from the repository into itself, which changes nothing. An upload that begins is cancelled. */
async function beginUpload(
  repository: Repository,
  blob: Digest | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { client, path, name } = repository;
  const query =
    blob === undefined ? '' : `?mount=${encodeURIComponent(blob)}&from=${encodeURIComponent(path)}`;
  const doing = `Pushing to ${name}`;
  const response = await client.request({
    method: 'POST',
    target: `/v2/${path}/blobs/uploads/${query}`,
    scopes: [pushScope(repository)],
    signal,
  });
  if (response.status !== 201 && response.status !== 202) throw await refused(repository, doing, response);
  await discard(response);
  if (response.status === 201) return true;
  await cancelUpload({ repository }, readSession(response, doing));
  return false;
}
