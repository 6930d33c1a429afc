import { formatPlatform, formatReference } from '@nx-docker-multiarch/oci/model';
import type { Engine } from '../../../engines/index.js';
import { redact } from '../../../errors/index.js';
import { groupJobs, jobsOf } from '../../../pipeline/index.js';
import type { BuildPlan } from '../../../plan/index.js';
import { formatTable } from '../../world/table.js';

/** What a run would do, for `--dry-run`: nothing in it is asked of Docker or of a registry. `mask` hides secret values. */
export function describePlan(
  plan: BuildPlan,
  engine: Engine,
  reason: string,
  mask: (line: string) => string,
): readonly string[] {
  const rows = [
    ['engine', `${engine.name} (${reason})`],
    ['dockerfile', plan.dockerfile],
    ['context', redact(plan.context)],
    ['platforms', plan.platforms.map(formatPlatform).join(', ')],
    ...plan.references.map((reference) => [plan.push ? 'push' : 'tag', formatReference(reference)]),
    ...(plan.outputPath === undefined ? [] : [['OCI layout', plan.outputPath]]),
    ...(plan.load ? [['load', 'into Docker']] : []),
    ['result file', plan.resultFile],
  ];
  const commands = groupJobs(jobsOf(plan), plan.jobs).flatMap((jobs) => engine.describe(jobs));
  const lines = [...formatTable(rows), '', ...commands].map(mask);
  return ['Dry run: nothing is built, nothing is pushed.', '', ...lines];
}
