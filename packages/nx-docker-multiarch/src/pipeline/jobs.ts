import type { BuildJobs } from '../engines/index.js';
import type { BuildJob, BuildPlan } from '../plan/index.js';

/** Every platform of a plan, before anything is known of it. */
export function jobsOf(plan: BuildPlan): readonly BuildJob[] {
  return plan.platforms.map((platform) => ({ plan, platform, annotations: {} }));
}

/** The jobs that are built at once, group by group. */
export function groupJobs(jobs: readonly BuildJob[], atOnce: number): readonly BuildJobs[] {
  const [first, ...rest] = jobs;
  if (first === undefined) return [];
  const groups: [BuildJob, ...BuildJob[]][] = [[first]];
  for (const job of rest) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < atOnce) last.push(job);
    else groups.push([job]);
  }
  return groups;
}
