import { discard, type Patience } from '../../http/index.js';
import { digestOf, OCI_INDEX, type EncodedDocument } from '../../model/index.js';
import { findAbility, no, UNTRIED, yes, type Abilities, type Ability } from './abilities.js';
import { findDocument } from './documents.js';
import { isSuccess, readScope, refused, type Repository } from './repository.js';
import { listTags } from './tags.js';

/** What reading tells, and one document of the repository if it has any. */
export interface ReadAbilities extends Pick<Abilities, 'pull' | 'index' | 'referrers'> {
  readonly sample: EncodedDocument | undefined;
}

const NOTHING_YET = 'nothing is there yet';

/** For what is to be asked once. */
const NONE: Patience = {
  outlast: async (failure) => {
    throw failure;
  },
};

/** What a registry does that changes nothing. */
export async function findReadAbilities(repository: Repository, signal: AbortSignal): Promise<ReadAbilities> {
  let sample: EncodedDocument | undefined;
  let index = UNTRIED;
  const pull = await findAbility(async () => {
    const tag = await findTag(repository, signal);
    if (tag === undefined) return yes(NOTHING_YET);
    sample = await findDocument(repository, tag, signal);
    if (sample?.descriptor.mediaType === OCI_INDEX) index = yes(`the tag ${tag} is one`);
    return yes();
  });
  const referrers = await findAbility(() => findReferrers(repository, sample, signal));
  return { pull, index, referrers, sample };
}

/** The first that is listed: any will do. */
async function findTag(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
  for await (const tag of listTags(repository, () => NONE, signal)) return tag;
  return undefined;
}

/** A registry with that list has one for every digest, an empty one if need be (distribution-spec §Listing Referrers). */
async function findReferrers(
  repository: Repository,
  sample: EncodedDocument | undefined,
  signal: AbortSignal,
): Promise<Ability> {
  const digest = sample?.descriptor.digest ?? digestOf(Buffer.from('{}'));
  const response = await repository.client.request({
    method: 'GET',
    target: `/v2/${repository.path}/referrers/${digest}`,
    scopes: [readScope(repository)],
    headers: { accept: OCI_INDEX },
    signal,
  });
  // Of a repository that is not there yet, a 404 says nothing else.
  if (!isSuccess(response) && (response.status !== 404 || sample !== undefined))
    throw await refused(repository, 'Listing referrers', response);
  await discard(response);
  if (response.status === 404) return { answer: 'untried', remark: NOTHING_YET };
  return response.headers['content-type']?.startsWith(OCI_INDEX)
    ? yes()
    : no('it answers with something else');
}
