import type { Platform } from '@nx-docker-multiarch/oci/model';
import {
  evaluateStage,
  startScope,
  type AddInstruction,
  type CopyInstruction,
  type PlannedStage,
  type Scope,
  type Source,
  type StagePlan,
} from '../../context/dockerfile/index.js';
import { isRemotePath } from '../../context/reach/index.js';
import { PluginError } from '../../errors/index.js';
import type { BaseImage } from './base-image.js';
import { beginChanges } from './changes.js';
import { placeOf, type ImagePlace } from './image-place.js';
import { emptyFolder, resolveLinks, ROOT_OWNER } from './file-tree.js';
import { absolutePath } from './config-values.js';
import { applyInstruction, EMPTY_DRAFT, type ImageDraft } from './image-draft.js';
import { resolveOwner } from './owner.js';
import { toSourceFiles, type SourceFiles } from './source-files.js';
import type { Spool } from './spool.js';
import { StageFiles, type StageLayer, type StoredFiles } from './stage-files.js';
import { transferFiles } from './transfer.js';

/** What stages are assembled from. */
export interface StageSources {
  /** The image that a source of kind `image` or `context` names. */
  readonly openImage: (source: Source, platform: Platform, place: ImagePlace) => Promise<BaseImage>;
  /** The files of a folder of this machine: the build context, or the named context. */
  readonly openFolder: (name: string | undefined, sources: readonly string[]) => Promise<SourceFiles>;
  readonly isFolder: (name: string) => boolean;
  readonly stored: StoredFiles;
  readonly spool: Spool;
}

/** One stage, done. */
export interface AssembledStage {
  /** The image that its first layers are of; `undefined` if it starts from nothing. */
  readonly base: BaseImage | undefined;
  readonly draft: ImageDraft;
  readonly layers: readonly StageLayer[];
}

interface StageState {
  readonly base: BaseImage | undefined;
  readonly files: StageFiles;
  readonly draft: ImageDraft;
  readonly scope: Scope;
}

/** One plan while it is assembled. */
interface Assembly extends StageSources {
  readonly plan: StagePlan;
  readonly done: Map<number, StageState>;
  readonly signal: AbortSignal;
}

/** Assembles the stages of a plan, one after the other; what you get is the target. Nothing is written anywhere. */
export async function assembleStages(
  plan: StagePlan,
  sources: StageSources,
  signal: AbortSignal,
): Promise<AssembledStage> {
  const assembly: Assembly = { ...sources, plan, done: new Map(), signal };
  let last: StageState | undefined;
  for (const planned of plan.stages) {
    signal.throwIfAborted();
    last = await assembleStage(planned, assembly);
    assembly.done.set(planned.stage.index, last);
  }
  if (last === undefined) throw new Error('a plan without stages');
  return { base: last.base, draft: last.draft, layers: last.files.layers };
}

async function assembleStage(planned: PlannedStage, assembly: Assembly): Promise<StageState> {
  const { plan, spool, signal } = assembly;
  const start = await startOf(planned, assembly);
  const { steps, scope } = evaluateStage(plan, planned, start.scope);
  const { base, files } = start;
  let { draft } = start;
  for (const { written, expanded } of steps) {
    signal.throwIfAborted();
    const { WorkingDir: workingDir = '/' } = draft.config;
    const where = `${plan.dockerfile.name}:${written.line}: ${written.source}`;
    if (expanded.kind === 'COPY' || expanded.kind === 'ADD') {
      refuseRemote(expanded, where);
      const source = await sourceOf(expanded, planned, assembly);
      await transferFiles(expanded, files, { where, source, workingDir, spool, signal });
    }
    draft = applyInstruction(draft, expanded);
    if (expanded.kind === 'WORKDIR') await makeWorkingDir(draft, files, where, signal);
  }
  return { base, files, draft, scope };
}

async function startOf(planned: PlannedStage, assembly: Assembly): Promise<StageState> {
  const { base, platform } = planned;
  const { stored, openImage } = assembly;
  if (base.kind === 'stage') {
    const state = stateOf(base.index, assembly);
    return { ...state, files: state.files.fork(), draft: inherited(state.draft) };
  }
  const image = base.kind === 'scratch' ? undefined : await openImage(base, platform, placeOf(planned));
  const { draft, layers } = image ?? { draft: EMPTY_DRAFT, layers: [] };
  const scope = startScope(draft.config.Env ?? []);
  return { base: image, files: StageFiles.on(layers, stored), draft: inherited(draft), scope };
}

/** What a stage has of what it is built on. What that asks for by `ONBUILD` happens in the stage, and not again in images built on it. */
function inherited(draft: ImageDraft): ImageDraft {
  const { OnBuild: _, ...config } = draft.config;
  return { ...draft, config, hasOwnCmd: false };
}

function stateOf(index: number, { done }: Assembly): StageState {
  const state = done.get(index);
  if (state === undefined) throw new Error(`stage ${index} is needed before it is built`);
  return state;
}

async function sourceOf(
  instruction: CopyInstruction | AddInstruction,
  { references }: PlannedStage,
  assembly: Assembly,
): Promise<SourceFiles> {
  const { openFolder, openImage, isFolder, stored, plan, signal } = assembly;
  const paths = instruction.sources.flatMap((source) => (source.kind === 'path' ? [source.path] : []));
  if (instruction.kind === 'ADD' || instruction.from === undefined) {
    return paths.length > 0
      ? openFolder(undefined, paths)
      : toSourceFiles(emptyFolder(), 'the build context');
  }
  const { line, from } = instruction;
  const name = `--from=${from}`;
  const source = references.find((reference) => reference.line === line && reference.from === from)?.source;
  if (source === undefined || source.kind === 'scratch') return toSourceFiles(emptyFolder(), name, { from });
  if (source.kind === 'stage')
    return toSourceFiles(await stateOf(source.index, assembly).files.tree(signal), name, { from });
  if (source.kind === 'context' && isFolder(source.name)) return openFolder(source.name, paths);
  const { layers } = await openImage(source, plan.facts.platform, { line, keyword: '--from=' });
  return toSourceFiles(await StageFiles.on(layers, stored).tree(signal), name, { from });
}

/** Makes the working directory if it is not there; the layer is there in any case, as BuildKit has it. */
async function makeWorkingDir(
  { config }: ImageDraft,
  files: StageFiles,
  where: string,
  signal: AbortSignal,
): Promise<void> {
  const path = absolutePath(config.WorkingDir ?? '/');
  if (path === '/') return;
  if (files.hasMadeFolder(path)) {
    files.add([]);
    return;
  }
  const owner = config.User
    ? await resolveOwner(config.User, where, (file) => files.readText(file, signal))
    : ROOT_OWNER;
  const changes = beginChanges(await files.tree(signal));
  changes.makeFolders(resolveLinks(changes.root, path), { mode: 0o755, ...owner });
  files.addInPlace(changes.entries());
}

function refuseRemote(instruction: CopyInstruction | AddInstruction, where: string): void {
  if (instruction.kind !== 'ADD') return;
  if (!instruction.sources.some((source) => source.kind === 'path' && isRemotePath(source.path))) return;
  throw new PluginError('DOCKERFILE_UNSUPPORTED', `${where}: ADD of an address needs a builder`, {
    hint: 'Build it with --engine=buildx.',
  });
}
