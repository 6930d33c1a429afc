import type { Platform } from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../errors/index.js';
import { BUILDER_OPTIONS, type BuildPlan, type EngineName } from '../plan/index.js';
import { findBeyondEmbedded } from './embedded/index.js';

/** The engine that a plan is built with, and why: a sentence without a full stop. */
export interface EngineChoice {
  readonly name: EngineName;
  readonly reason: string;
}

/**
 * What `engine` means for a plan. `auto` goes by the Dockerfile and the options alone, never by what this machine
 * happens to have: the embedded engine where it makes the same image, else buildx. A Dockerfile that can't be read here
 * is left to buildx, which says best what is wrong with it.
 */
export async function chooseEngine(plan: BuildPlan, buildPlatform: Platform): Promise<EngineChoice> {
  if (plan.engine !== 'auto') return { name: plan.engine, reason: 'as the option engine says' };
  const option = BUILDER_OPTIONS.find((name) => asksForSomething(plan[name]));
  if (option) return { name: 'buildx', reason: `the option ${option} needs a builder` };
  try {
    const [first] = await findBeyondEmbedded(plan, buildPlatform);
    if (first !== undefined) return { name: 'buildx', reason: first };
    return { name: 'embedded', reason: 'nothing in the Dockerfile runs for the image' };
  } catch (error) {
    if (error instanceof CodedError) return { name: 'buildx', reason: error.message };
    throw error;
  }
}

function asksForSomething(value: BuildPlan[(typeof BUILDER_OPTIONS)[number]]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== 'off';
}
