import { CodedError, settleAll } from '../../errors/index.js';
import { findVersion, readMachine, type Machine } from '../../engines/index.js';
import type { Run } from '../../process/index.js';
import type { ExaminedTarget } from './examined-target.js';

/** What the machine has for buildx, by the builder that is asked for: `undefined` is the current one. */
export type Machines = ReadonlyMap<string | undefined, Machine>;

/** Asks for each builder that a target uses; where none is used, for the current one. */
export async function readMachines(
  targets: readonly ExaminedTarget[],
  run: Run,
  pluginFolders: readonly string[],
  signal: AbortSignal,
): Promise<Machines> {
  const used = targets.flatMap((target) =>
    'plan' in target && target.plan.engine === 'buildx' ? [target.plan.builder] : [],
  );
  const names = used.length === 0 ? [undefined] : [...new Set(used)];
  const asked = names.map(
    async (name) => [name, await readMachine(run, name, pluginFolders, signal)] as const,
  );
  return new Map(await settleAll(asked));
}

/** The version of Docker's client; `undefined` without one. Needs no daemon. */
export async function readDockerVersion(run: Run, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { stdout } = await run({ command: 'docker', args: ['--version'], signal });
    return findVersion(stdout)?.join('.') ?? stdout.trim();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}
