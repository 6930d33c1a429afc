import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlatform, parseDigest, parseJson, type Descriptor } from '@nx-docker-multiarch/oci/model';
import { createLayoutStore, readLayoutRoots, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { PluginError, redact, settleAll } from '../../errors/index.js';
import type { BuildPlan, Secret } from '../../plan/index.js';
import { formatCommand, ProcessError, type Run, type RunRequest } from '../../process/index.js';
import { readContents } from '../content.js';
import type { BuildJobs, BuildScope, Engine, Finding, PlatformContent } from '../engine.js';
import { createMask } from '../mask.js';
import { readDockerfile } from '../plan-dockerfile.js';
import { platformName } from '../platform-name.js';
import { buildArgv, shownArgv } from './argv.js';
import { buildFailure } from './failure.js';
import { findMissing } from './findings.js';
import { buildxCommand, readMachine, type Machine } from './machine.js';
import { chooseOutput, type BuildOutput } from './output.js';
import { createProgress } from './progress.js';

export interface BuildxTools {
  readonly run: Run;
  /** Where Docker looks for its plugins, in its order. */
  readonly pluginFolders: readonly string[];
  /** The values behind secrets, which are kept out of all output. */
  readonly secretValues: (secrets: readonly Secret[]) => Promise<readonly string[]>;
}

/** The engine that builds with `docker buildx`. It asks the machine once, and never creates a builder. */
export function createBuildxEngine(tools: BuildxTools): Engine {
  return new BuildxEngine(tools);
}

class BuildxEngine implements Engine {
  readonly name = 'buildx';
  readonly #asked = new Map<string | undefined, Promise<Machine>>();

  constructor(private readonly tools: BuildxTools) {}

  async missing(plan: BuildPlan, signal: AbortSignal): Promise<readonly Finding[]> {
    const [machine, dockerfile] = await Promise.all([
      this.#machine(plan, signal),
      // One that can't be read here may be nothing to BuildKit, or what it says best what is wrong with.
      readDockerfile(plan).catch(() => undefined),
    ]);
    return findMissing(machine, plan, dockerfile);
  }

  /** Which driver the builder has is not asked. Every one can leave a layout, so that is what is shown. */
  describe(jobs: BuildJobs): readonly string[] {
    return groupByProcess(jobs).map((group) => {
      const { plan } = group[0];
      const output = chooseOutput(plan, undefined, (name) => `<${name}>`);
      return formatCommand('docker', ['buildx', ...shownArgv(group, output)]);
    });
  }

  async build(jobs: BuildJobs, scope: BuildScope): Promise<readonly PlatformContent[]> {
    const siblings = new AbortController();
    const signal = AbortSignal.any([scope.signal, siblings.signal]);
    const groups = groupByProcess(jobs).map(async (group) => {
      try {
        return await this.#buildGroup(group, { ...scope, signal });
      } catch (error) {
        siblings.abort(new PluginError('CANCELLED', 'Building: another platform failed'));
        throw error;
      }
    });
    return (await settleAll(groups)).flat();
  }

  async #buildGroup(jobs: BuildJobs, scope: BuildScope): Promise<readonly PlatformContent[]> {
    const [{ plan }] = jobs;
    const machine = await this.#machine(plan, scope.signal);
    const platforms = jobs.map(({ platform }) => platform);
    const directory = join(scope.directory, `buildx-${platforms.map(platformName).join('-')}`);
    await mkdir(directory, { recursive: true });
    const driver = scope.target === undefined ? undefined : machine.builder?.driver;
    const output = chooseOutput(plan, driver, (name) => join(directory, name));
    await this.#run(jobs, buildxCommand(machine.buildx?.program, buildArgv(jobs, output)), scope);
    const { root, store } = await findRoot(jobs, output, scope);
    return readContents(root, platforms, store, scope.signal);
  }

  async #run(
    jobs: BuildJobs,
    command: Pick<RunRequest, 'command' | 'args'>,
    scope: BuildScope,
  ): Promise<void> {
    const [{ plan, platform }] = jobs;
    const hide = createMask(await this.tools.secretValues(plan.secrets));
    const mask = (line: string): string => redact(hide(line));
    // The steps of several platforms name their platform themselves.
    const from = jobs.length === 1 ? platform : undefined;
    const emit = (line: string): void => scope.progress(mask(line), from);
    const isVerbose = plan.verbosity === 'verbose';
    const report = createProgress(isVerbose ? () => undefined : emit, (message) => scope.warn(mask(message)));
    try {
      await this.tools.run({
        ...command,
        cwd: plan.workspaceRoot,
        // Only the digest is read from the metadata file.
        env: { BUILDX_METADATA_PROVENANCE: 'disabled' },
        signal: scope.signal,
        onLine: (line) => {
          if (isVerbose) emit(line);
          report(line);
        },
      });
    } catch (error) {
      throw error instanceof ProcessError ? buildFailure(jobs, error, mask) : error;
    }
  }

  async #machine({ builder }: BuildPlan, signal: AbortSignal): Promise<Machine> {
    const asked =
      this.#asked.get(builder) ?? readMachine(this.tools.run, builder, this.tools.pluginFolders, signal);
    this.#asked.set(builder, asked);
    try {
      return await asked;
    } catch (error) {
      this.#asked.delete(builder);
      throw error;
    }
  }
}

/** One process for all, unless each has caches of its own: the start of buildx is half of an unchanged build. */
function groupByProcess(jobs: BuildJobs): readonly BuildJobs[] {
  const { cacheFrom, cacheTo } = jobs[0].plan;
  return cacheFrom.length + cacheTo.length === 0 ? [jobs] : jobs.map((job) => [job]);
}

/** The document that a build left, and where it is. */
async function findRoot(
  jobs: BuildJobs,
  output: BuildOutput,
  { target, signal }: BuildScope,
): Promise<{ root: Descriptor; store: ImageStore }> {
  const platforms = jobs.map(({ platform }) => formatPlatform(platform)).join(', ');
  const doing = `Building ${platforms} of ${jobs[0].plan.projectName}`;
  if (output.kind === 'layout') {
    const roots = await readLayoutRoots(output.directory);
    const [root] = roots;
    if (root !== undefined && roots.length === 1) return { root, store: createLayoutStore(output.directory) };
    throw new PluginError('BUILD_FAILED', `${doing}: the builder left ${roots.length} images, not one`);
  }
  const digest = await readPushedDigest(output.metadataFile);
  const root = await target?.resolve(digest, signal);
  if (root !== undefined && target !== undefined) return { root, store: target };
  throw new PluginError(
    'BUILD_FAILED',
    `${doing}: the builder says it pushed ${digest}, but ${output.repository} does not have it`,
    {
      hint: 'Check that the builder reaches the same registry under that name as this machine does.',
    },
  );
}

async function readPushedDigest(metadataFile: string): Promise<string> {
  const metadata = parseJson(await readFile(metadataFile), "buildx's metadata file") as Record<
    string,
    unknown
  > | null;
  return parseDigest(String(metadata?.['containerimage.digest']));
}
