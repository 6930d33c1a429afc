import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlatform, parseDigest, parseJson, type Descriptor } from '@nx-docker-multiarch/oci/model';
import { createLayoutStore, readLayoutRoots, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { PluginError, redact } from '../../errors/index.js';
import type { BuildJob, BuildPlan, Secret } from '../../plan/index.js';
import { formatCommand, ProcessError, type Run, type RunRequest } from '../../process/index.js';
import { readContent } from '../content.js';
import type { BuildScope, Engine, Finding, PlatformContent } from '../engine.js';
import { createMask } from '../mask.js';
import { platformName } from '../platform-name.js';
import { buildArgv } from './argv.js';
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
  readonly #drivers = new Map<string | undefined, string>();

  constructor(private readonly tools: BuildxTools) {}

  async missing(plan: BuildPlan, signal: AbortSignal): Promise<readonly Finding[]> {
    return findMissing(await this.#machine(plan, signal), plan);
  }

  /** Of a builder that `missing` has not looked at, only that it could give a layout is known. */
  describe(job: BuildJob): readonly string[] {
    const output = chooseOutput(job.plan, this.#drivers.get(job.plan.builder), (name) => `<${name}>`);
    return [formatCommand('docker', ['buildx', ...buildArgv(job, output)])];
  }

  async build(job: BuildJob, scope: BuildScope): Promise<PlatformContent> {
    const { plan, platform } = job;
    const machine = await this.#machine(plan, scope.signal);
    const directory = join(scope.directory, `buildx-${platformName(platform)}`);
    await mkdir(directory, { recursive: true });
    const driver = scope.target === undefined ? undefined : machine.builder?.driver;
    const output = chooseOutput(plan, driver, (name) => join(directory, name));
    await this.#run(job, buildxCommand(machine.buildx?.program, buildArgv(job, output)), scope);
    const { root, store } = await findRoot(job, output, scope);
    return readContent(root, platform, store, scope.signal);
  }

  async #run(job: BuildJob, command: Pick<RunRequest, 'command' | 'args'>, scope: BuildScope): Promise<void> {
    const hide = createMask(await this.tools.secretValues(job.plan.secrets));
    const mask = (line: string): string => redact(hide(line));
    const report = createProgress((line) => scope.progress(job.platform, mask(line)));
    try {
      await this.tools.run({
        ...command,
        cwd: job.plan.workspaceRoot,
        // Only the digest is read from the metadata file.
        env: { BUILDX_METADATA_PROVENANCE: 'disabled' },
        signal: scope.signal,
        onLine: report,
      });
    } catch (error) {
      throw error instanceof ProcessError ? buildFailure(job, error, mask) : error;
    }
  }

  async #machine({ builder }: BuildPlan, signal: AbortSignal): Promise<Machine> {
    const asked =
      this.#asked.get(builder) ?? readMachine(this.tools.run, builder, this.tools.pluginFolders, signal);
    this.#asked.set(builder, asked);
    try {
      const machine = await asked;
      if (machine.builder) this.#drivers.set(builder, machine.builder.driver);
      return machine;
    } catch (error) {
      this.#asked.delete(builder);
      throw error;
    }
  }
}

/** The document that a build left, and where it is. */
async function findRoot(
  job: BuildJob,
  output: BuildOutput,
  { target, signal }: BuildScope,
): Promise<{ root: Descriptor; store: ImageStore }> {
  const doing = `Building ${formatPlatform(job.platform)} of ${job.plan.projectName}`;
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
