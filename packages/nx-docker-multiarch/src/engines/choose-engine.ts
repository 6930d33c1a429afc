import type { Platform } from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../errors/index.js';
import type { BuildPlan, EngineName } from '../plan/index.js';
import { findBeyondEmbedded } from './embedded/index.js';

/** The engine that a plan is built with, and why: a sentence without a full stop. */
export interface EngineChoice {
  readonly name: EngineName;
  readonly reason: string;
}

/** Options that only a builder can follow; where one is set, `auto` is `buildx`. */
const BUILDER_OPTIONS = [
  ['provenance', ({ provenance }) => provenance !== 'off'],
  ['sbom', ({ sbom }) => sbom !== false],
  ['secrets', ({ secrets }) => secrets.length > 0],
  ['ssh', ({ ssh }) => ssh.length > 0],
  ['cacheFrom', ({ cacheFrom }) => cacheFrom.length > 0],
  ['cacheTo', ({ cacheTo }) => cacheTo.length > 0],
  ['builder', ({ builder }) => builder !== undefined],
] as const satisfies readonly (readonly [string, (plan: BuildPlan) => boolean])[];

/**
 * What `engine` means for a plan. `auto` goes by the Dockerfile and the options alone, never by what this machine
 * happens to have: the embedded engine where it makes the same image, else buildx. A Dockerfile that can't be read here
 * is left to buildx, which says best what is wrong with it.
 */
export async function chooseEngine(plan: BuildPlan, buildPlatform: Platform): Promise<EngineChoice> {
  if (plan.engine !== 'auto') return { name: plan.engine, reason: 'as the option engine says' };
  const option = BUILDER_OPTIONS.find(([, isSet]) => isSet(plan));
  if (option) return { name: 'buildx', reason: `the option ${option[0]} needs a builder` };
  try {
    const [first] = await findBeyondEmbedded(plan, buildPlatform);
    if (first !== undefined) return { name: 'buildx', reason: first };
    return { name: 'embedded', reason: 'nothing in the Dockerfile runs for the image' };
  } catch (error) {
    if (error instanceof CodedError) return { name: 'buildx', reason: error.message };
    throw error;
  }
}
