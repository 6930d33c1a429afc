import type { CredentialSource } from '@nx-docker-multiarch/oci/http';
import type { Abilities, Ability, Examination, Registries } from '@nx-docker-multiarch/oci/store';
import { DOCKER_HUB } from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../../errors/index.js';
import { missingBy, type Check, type CheckState } from './diagnosis.js';
import type { AskedRegistry } from './options.js';

/** What registries are asked with. */
export interface RegistryWorld {
  readonly registries: Pick<Registries, 'examine'>;
  readonly findSource: (registry: string) => Promise<CredentialSource | undefined>;
  readonly write: boolean;
  readonly signal: AbortSignal;
}

/** What an ability is worth: how it stands with it if there is none, and why that matters. */
const ABILITIES: Readonly<
  Record<keyof Abilities, { readonly without: CheckState; readonly because: string }>
> = {
  pull: { without: 'missing', because: 'what was built before is not found' },
  push: { without: 'missing', because: 'nothing can be pushed' },
  index: { without: 'missing', because: 'an image for several platforms is an index' },
  mount: { without: 'warn', because: 'what another repository has already is sent again' },
  referrers: { without: 'note', because: 'nothing here needs them: attestations are part of the index' },
  deletion: { without: 'note', because: 'the executor prune-cache needs it' },
};

/** Whether a registry answers, to whom, and what it does for us. */
export async function checkRegistry(
  { registry, repository }: AskedRegistry,
  { registries, findSource, write, signal }: RegistryWorld,
): Promise<readonly Check[]> {
  const credentials = await settle(findSource(registry));
  if (credentials instanceof CodedError) return [missingBy(credentials, 'credentials')];
  const location = { registry, ...(repository !== undefined && { repository }) };
  const examination = await settle(registries.examine(location, { write, signal }));
  signal.throwIfAborted();
  if (examination instanceof CodedError) {
    const name = examination.code === 'REGISTRY_DENIED' ? 'log-in' : 'answer';
    return [
      missingBy(examination, name),
      { name: 'credentials', state: 'note', found: describeSource(credentials) },
    ];
  }
  const { origin, abilities } = examination;
  return [
    { name: 'answer', state: 'ok', found: origin },
    checkLogin(registry, credentials, examination),
    ...(abilities === undefined ? [] : checkAbilities(abilities, write)),
  ];
}

/** A failure that can be told is an answer too. */
async function settle<T>(work: Promise<T>): Promise<T | CodedError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

function checkLogin(registry: string, source: CredentialSource | undefined, { isOpen }: Examination): Check {
  const name = 'log-in';
  if (isOpen) return { name, state: 'ok', found: 'not needed' };
  if (source !== undefined) return { name, state: 'ok', found: `accepted: ${describeSource(source)}` };
  const host = registry === DOCKER_HUB ? '' : ` ${registry}`;
  return {
    name,
    state: 'missing',
    found: 'there are no credentials for it',
    fix: `Log in: docker login${host}`,
  };
}

/** Never what they are, nor whose. */
function describeSource(source: CredentialSource | undefined): string {
  if (source === undefined) return 'none';
  const { file, setting, helper } = source;
  return helper === undefined
    ? `${setting} in ${file}`
    : `${setting} in ${file}, which asks docker-credential-${helper}`;
}

function checkAbilities(abilities: Abilities, write: boolean): readonly Check[] {
  const names = Object.keys(ABILITIES) as readonly (keyof Abilities)[];
  const all = names.map((name) => [name, abilities[name]] as const);
  const untried = all.filter(([, { answer, remark }]) => answer === 'untried' && remark === '');
  const list = untried.map(([name]) => name).join(', ');
  return [
    ...all.filter((each) => !untried.includes(each)).map(([name, ability]) => checkAbility(name, ability)),
    ...(untried.length === 0
      ? []
      : [
          {
            name: 'not tried',
            state: 'note',
            found: write ? list : `${list}: --probe=write tries what it can`,
          } as const,
        ]),
  ];
}

function checkAbility(name: keyof Abilities, { answer, remark }: Ability): Check {
  const { without, because } = ABILITIES[name];
  if (answer === 'yes') return { name, state: 'ok', found: remark === '' ? 'yes' : `yes: ${remark}` };
  if (answer === 'untried') return { name, state: 'note', found: remark };
  return { name, state: without, found: `no (${because}): ${remark}` };
}
