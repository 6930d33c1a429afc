import type { ExecutorContext } from '@nx/devkit';
import { formatPlatform, parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { CredentialSource } from '@nx-docker-multiarch/oci/http';
import type { Registries } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { Run } from '../../process/index.js';
import type { RunConsole } from '../world/console.js';
import { checkMachine } from './check-machine.js';
import { checkRegistry } from './check-registry.js';
import { checkTarget } from './check-target.js';
import type { Section } from './diagnosis.js';
import { readEmulators } from './emulators.js';
import { examineTarget, findBuildTargets, type ExaminedTarget } from './examined-target.js';
import { resolveDoctor, type DoctorPlan } from './options.js';
import { readDockerVersion, readMachines } from './read-machines.js';
import { registriesInUse, settingsOf } from './registries-in-use.js';
import { describeDiagnosis, formatDiagnosis, isLacking } from './report.js';

/** What is told of where no target says what it is for. */
const USUAL_PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

/** What a diagnosis uses of the world around it. */
export interface DoctorWorld {
  readonly out: Pick<RunConsole, 'line'>;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly run: Run;
  readonly nodeVersion: string;
  readonly nxVersion: string | undefined;
  /** What this machine runs by itself. */
  readonly hostPlatform: Platform;
  /** Where Docker looks for its plugins. */
  readonly pluginFolders: readonly string[];
  /** Where Linux tells of its emulators. */
  readonly binfmtDirectory: string;
  openRegistries(
    settings: Pick<BuildPlan, 'insecureRegistries' | 'mirrors' | 'caFiles'>,
  ): Promise<Registries>;
  findCredentialSource(registry: string): Promise<CredentialSource | undefined>;
}

/** Says what this machine can do, and what of it the targets need. `false` if something they need is missing. */
export async function diagnose(
  options: unknown,
  context: ExecutorContext,
  world: DoctorWorld,
): Promise<boolean> {
  const plan = resolveDoctor(options, context.projectName ?? '');
  const sections = await examineAll(plan, context, world);
  const lines = plan.isJson ? [formatDiagnosis(sections)] : describeDiagnosis(sections);
  for (const line of lines) world.out.line(line);
  return !isLacking(sections);
}

async function examineAll(
  plan: DoctorPlan,
  context: ExecutorContext,
  world: DoctorWorld,
): Promise<readonly Section[]> {
  const targets = await settleAll(
    findBuildTargets(context).map((target) => examineTarget(target, context, world, world.hostPlatform)),
  );
  const [machine, registries] = await settleAll([
    examineMachine(targets, world),
    examineRegistries(plan, targets, world),
  ]);
  return [...machine, ...registries];
}

async function examineMachine(
  targets: readonly ExaminedTarget[],
  world: DoctorWorld,
): Promise<readonly Section[]> {
  const { run, pluginFolders, signal } = world;
  const [dockerVersion, machines, emulators] = await settleAll([
    readDockerVersion(run, signal),
    readMachines(targets, run, pluginFolders, signal),
    readEmulators(world.binfmtDirectory),
  ]);
  const checked = targets.map(async (target) => ({
    about: `target ${target.projectName}:${target.name}`,
    checks: await checkTarget(target, { ...world, machines }),
  }));
  return [
    {
      about: 'this machine',
      checks: checkMachine({ ...world, dockerVersion, machines, emulators }, platformsOf(targets)),
    },
    ...(await settleAll(checked)),
  ];
}

/** Those that any target is for. */
function platformsOf(targets: readonly ExaminedTarget[]): readonly Platform[] {
  const platforms = targets.flatMap((target) => ('plan' in target ? target.plan.platforms : []));
  const asked = platforms.length === 0 ? USUAL_PLATFORMS : platforms;
  return [...new Map(asked.map((platform) => [formatPlatform(platform), platform])).values()];
}

async function examineRegistries(
  { registries: asked, write }: DoctorPlan,
  targets: readonly ExaminedTarget[],
  { openRegistries, findCredentialSource, signal }: DoctorWorld,
): Promise<readonly Section[]> {
  const registries = await openRegistries(settingsOf(targets));
  try {
    const checked = (asked ?? registriesInUse(targets)).map(async (each) => ({
      about: `registry ${each.registry}${each.repository === undefined ? '' : `, repository ${each.repository}`}`,
      checks: await checkRegistry(each, { registries, findSource: findCredentialSource, write, signal }),
    }));
    return await settleAll(checked);
  } finally {
    await registries.close();
  }
}
