import type { ExecutorContext } from '@nx/devkit';
import type { Platform } from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../../errors/index.js';
import { chooseEngine, type EngineChoice } from '../../engines/index.js';
import { listBuildTargets, type BuildTarget } from '../../plan/build-targets.js';
import { resolvePlan, type BuildPlan } from '../../plan/index.js';
import { gatherFacts, type FactSources } from '../world/facts.js';
import type { Failure } from './diagnosis.js';

/** A target that builds an image, and its project. */
export interface ProjectBuild extends BuildTarget {
  readonly projectName: string;
}

/** A target, and what it asks of the machine; or why that can't be known. */
export type ExaminedTarget = ProjectBuild &
  ({ readonly plan: BuildPlan; readonly choice: EngineChoice } | { readonly failure: Failure });

/** The build targets of the project that is asked about; if it has none, such as the workspace's root, those of all. */
export function findBuildTargets({
  projectName = '',
  configurationName,
  projectsConfigurations: { projects },
}: ExecutorContext): readonly ProjectBuild[] {
  const all = Object.entries(projects).flatMap(([name, { targets = {} }]) =>
    listBuildTargets(targets, configurationName).map((target) => ({ ...target, projectName: name })),
  );
  const own = all.filter((target) => target.projectName === projectName);
  return own.length > 0 ? own : all;
}

/** Resolves a target's options as its build would. */
export async function examineTarget(
  target: ProjectBuild,
  context: ExecutorContext,
  sources: FactSources,
  hostPlatform: Platform,
): Promise<ExaminedTarget> {
  const { projectName, options } = target;
  try {
    const facts = await gatherFacts(options, { ...context, projectName }, sources);
    const asked = resolvePlan(options, facts);
    const choice = await chooseEngine(asked, hostPlatform);
    return { ...target, plan: { ...asked, engine: choice.name }, choice };
  } catch (error) {
    if (error instanceof CodedError) return { ...target, failure: error };
    throw error;
  }
}
