import { formatPlatform, formatReference } from '@nx-docker-multiarch/oci/model';
import type { Engine } from '../../../engines/index.js';
import { groupJobs } from '../../../pipeline/index.js';
import type { BuildPlan } from '../../../plan/index.js';
import { formatTable } from './table.js';

/** What a run would do, for `--dry-run`: nothing in it is asked of Docker or of a registry. */
export function describePlan(plan: BuildPlan, engine: Engine): readonly string[] {
  const rows = [
    ['engine', engine.name],
    ['dockerfile', plan.dockerfile],
    ['context', plan.context],
    ['platforms', plan.platforms.map(formatPlatform).join(', ')],
    ...plan.references.map((reference) => [plan.push ? 'push' : 'tag', formatReference(reference)]),
    ...(plan.outputPath === undefined ? [] : [['OCI layout', plan.outputPath]]),
    ...(plan.load ? [['load', 'into Docker']] : []),
    ['result file', plan.resultFile],
  ];
  const commands = groupJobs(plan).flatMap((jobs) => engine.describe(jobs));
  return ['Dry run: nothing is built, nothing is pushed.', '', ...formatTable(rows), '', ...commands];
}
