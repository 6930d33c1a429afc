import type { Platform } from '@nx-docker-multiarch/oci/model';
import { CodedError, PluginError } from '../errors/index.js';
import { BUILDER_OPTIONS, type BuildPlan, type EngineName } from '../plan/index.js';
import { findBeyondEmbedded } from './embedded/index.js';
import { hasOtherFrontend } from './plan-dockerfile.js';

/** The engine that a plan is built with, and why: a sentence without a full stop. */
export interface EngineChoice {
  readonly name: EngineName;
  readonly reason: string;
}

/**
 * What `engine` means for a plan. `auto` goes by the Dockerfile and the options alone, never by what this machine
 * happens to have: the embedded engine where it makes the same image, else buildx. A Dockerfile that another frontend
 * than Docker's reads is left to buildx.
 * Errors: `DOCKERFILE_INVALID` for `auto` and a Dockerfile that BuildKit would refuse too.
 */
export async function chooseEngine(plan: BuildPlan, buildPlatform: Platform): Promise<EngineChoice> {
  if (plan.engine !== 'auto') return { name: plan.engine, reason: 'as the option engine says' };
  const option = BUILDER_OPTIONS.find((name) => asksForSomething(plan[name]));
  try {
    const [first] = await findBeyondEmbedded(plan, buildPlatform);
    if (option) return { name: 'buildx', reason: reasonOf(option) };
    if (first !== undefined) return { name: 'buildx', reason: first };
    return { name: 'embedded', reason: 'nothing in the Dockerfile runs for the image' };
  } catch (error) {
    if (error instanceof CodedError && error.code === 'DOCKERFILE_INVALID' && !(await hasOtherFrontend(plan)))
      throw withWayOut(error as CodedError);
    if (option) return { name: 'buildx', reason: reasonOf(option) };
    if (error instanceof CodedError) return { name: 'buildx', reason: error.message };
    throw error;
  }
}

function reasonOf(option: string): string {
  return `the option ${option} needs a builder`;
}

function withWayOut({ message, hint = '', cause }: CodedError): PluginError {
  return new PluginError('DOCKERFILE_INVALID', message, {
    hint: `${hint}\nIf it is right all the same, let Docker read it: --engine=buildx`,
    cause,
  });
}

function asksForSomething(value: BuildPlan[(typeof BUILDER_OPTIONS)[number]]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== 'off';
}
