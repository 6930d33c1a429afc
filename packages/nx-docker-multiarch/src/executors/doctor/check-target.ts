import { formatPlatform, isSamePlatform } from '@nx-docker-multiarch/oci/model';
import { CodedError } from '../../errors/index.js';
import { createDockerLoader, findMissing, readDockerfile, type Finding } from '../../engines/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { Run } from '../../process/index.js';
import { openEngine } from '../build/open-engine.js';
import { checkOf, missingBy, type Check } from './diagnosis.js';
import type { ExaminedTarget } from './examined-target.js';
import type { Machines } from './read-machines.js';

/** What a target is checked against. */
export interface TargetWorld {
  readonly machines: Machines;
  readonly run: Run;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Whether this machine can build what a target asks for, and load it if that is asked. */
export async function checkTarget(target: ExaminedTarget, world: TargetWorld): Promise<readonly Check[]> {
  if ('failure' in target) return [missingBy(target.failure, 'options')];
  const { plan, choice } = target;
  try {
    const findings = await findLacks(plan, world);
    const isUsable = findings.every(({ severity }) => severity !== 'error');
    return [
      { name: 'engine', state: isUsable ? 'ok' : 'note', found: `${choice.name}: ${choice.reason}` },
      ...checkFindings(plan, findings),
      ...(await checkLoad(plan, world)),
    ];
  } catch (error) {
    world.signal.throwIfAborted();
    if (error instanceof CodedError) return [missingBy(error, 'engine')];
    throw error;
  }
}

async function findLacks(
  plan: BuildPlan,
  { machines, env, signal }: TargetWorld,
): Promise<readonly Finding[]> {
  const machine = machines.get(plan.builder);
  if (plan.engine === 'embedded' || machine === undefined) return openEngine(plan, env).missing(plan, signal);
  const dockerfile = await readDockerfile(plan).catch(() => undefined);
  return findMissing(machine, plan, dockerfile);
}

function checkFindings(plan: BuildPlan, findings: readonly Finding[]): readonly Check[] {
  const checks = findings.map((finding) =>
    checkOf(finding, finding.platform === undefined ? 'engine' : formatPlatform(finding.platform)),
  );
  if (findings.some(({ severity }) => severity === 'error')) return checks;
  const built = plan.platforms.filter(
    (platform) => !findings.some((finding) => finding.platform && isSamePlatform(finding.platform, platform)),
  );
  if (built.length === 0) return checks;
  return [...checks, { name: 'platforms', state: 'ok', found: built.map(formatPlatform).join(', ') }];
}

async function checkLoad(plan: BuildPlan, { run, signal }: TargetWorld): Promise<readonly Check[]> {
  if (!plan.load) return [];
  const findings = await createDockerLoader(run).missing(plan, signal);
  return findings.map((finding) => checkOf(finding, 'load'));
}
