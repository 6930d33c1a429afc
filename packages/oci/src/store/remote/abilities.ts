import { OciError, TransientError } from '../../errors/index.js';

/** Whether a registry does something for us. */
export interface Ability {
  /** `untried` where it was not asked, or gave no clear answer. */
  readonly answer: 'yes' | 'no' | 'untried';
  /** How that is known, or what stood in the way; empty if there is nothing to say. */
  readonly remark: string;
}

/** What a registry does for us in one repository. */
export interface Abilities {
  readonly pull: Ability;
  readonly push: Ability;
  /** OCI image indexes. */
  readonly index: Ability;
  /** Taking a blob from another repository (distribution-spec §Mounting). */
  readonly mount: Ability;
  /** The list of what refers to a manifest (distribution-spec §Listing Referrers). */
  readonly referrers: Ability;
  readonly deletion: Ability;
}

export const UNTRIED: Ability = { answer: 'untried', remark: '' };

export function yes(remark = ''): Ability {
  return { answer: 'yes', remark };
}

export function no(remark: string): Ability {
  return { answer: 'no', remark };
}

/** What `work` finds out; where the registry fails instead, what it said: a refusal is a no, all else no answer. */
export async function findAbility(work: () => Promise<Ability>): Promise<Ability> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OciError)) throw error;
    return { answer: isRefusal(error) ? 'no' : 'untried', remark: error.message };
  }
}

/** A failure that may pass says nothing of what the registry does else. */
function isRefusal(error: OciError): boolean {
  const isStatus = error.code === 'REGISTRY_DENIED' || error.code === 'REGISTRY_FAILED';
  return isStatus && !(error instanceof TransientError);
}
