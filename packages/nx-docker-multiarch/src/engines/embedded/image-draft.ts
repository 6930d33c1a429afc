import { startScope, type CommandInstruction, type Instruction } from '../../context/dockerfile/index.js';
import {
  emptyMembers,
  formatEnv,
  pairsOf,
  toArgs,
  toExposedPorts,
  toHealthcheck,
  toWorkingDir,
  withVariables,
} from './config-values.js';

/** The `config` member of an image config, as Docker writes it (image-spec, config.md, and Docker's own additions). */
export interface RunConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
  readonly ArgsEscaped?: boolean;
  readonly Healthcheck?: Readonly<Record<string, unknown>>;
  readonly OnBuild?: readonly string[];
  readonly Shell?: readonly string[];
}

/** One line of an image's history; only those that are not empty have a layer. */
export interface HistoryEntry {
  readonly created_by?: string;
  readonly empty_layer?: boolean;
  readonly [member: string]: unknown;
}

/** What an image says of itself at one point of its stage. */
export interface ImageDraft {
  readonly author: string | undefined;
  readonly config: RunConfig;
  readonly history: readonly HistoryEntry[];
  /** Whether this stage has said what to run: an `ENTRYPOINT` drops only a command that is inherited. */
  readonly hasOwnCmd: boolean;
}

/** An image of nothing. */
export const EMPTY_DRAFT: ImageDraft = {
  author: undefined,
  config: { Env: formatEnv(startScope([]).env), WorkingDir: '/' },
  history: [],
  hasOwnCmd: false,
};

/** The image after one instruction with final values. Its files are the caller's. */
export function applyInstruction(draft: ImageDraft, instruction: Instruction): ImageDraft {
  const changed = { ...draft, ...changesOf(draft, instruction) };
  if (instruction.kind === 'ONBUILD') return changed;
  return { ...changed, history: [...changed.history, historyOf(instruction, changed.config)] };
}

function changesOf(draft: ImageDraft, instruction: Instruction): Partial<ImageDraft> {
  const { config } = draft;
  const set = (members: Partial<RunConfig>): Partial<ImageDraft> => ({ config: { ...config, ...members } });
  switch (instruction.kind) {
    case 'ENV':
      return set({ Env: withVariables(config.Env, instruction.pairs) });
    case 'LABEL':
      return set({ Labels: { ...config.Labels, ...pairsOf(instruction.pairs) } });
    case 'CMD':
      return { ...set({ Cmd: toArgs(instruction.command, config.Shell) }), hasOwnCmd: true };
    case 'ENTRYPOINT':
      return { config: withEntrypoint(instruction, draft) };
    case 'WORKDIR':
      return set({ WorkingDir: toWorkingDir(instruction.path, config.WorkingDir) });
    case 'USER':
      return set({ User: instruction.user });
    case 'EXPOSE':
      return set({
        ExposedPorts: { ...config.ExposedPorts, ...toExposedPorts(instruction.ports) },
      });
    case 'VOLUME':
      return set({ Volumes: { ...config.Volumes, ...emptyMembers(instruction.paths) } });
    case 'STOPSIGNAL':
      return set({ StopSignal: instruction.signal });
    case 'HEALTHCHECK':
      return set({ Healthcheck: toHealthcheck(instruction.check) });
    case 'SHELL':
      return set({ Shell: instruction.shell });
    case 'ONBUILD':
      return set({ OnBuild: [...(config.OnBuild ?? []), instruction.trigger] });
    case 'MAINTAINER':
      return { author: instruction.maintainer };
    case 'ADD':
    case 'ARG':
    case 'COPY':
    case 'RUN':
      return {};
  }
}

function withEntrypoint({ command }: CommandInstruction, { config, hasOwnCmd }: ImageDraft): RunConfig {
  const { Cmd, ...rest } = config;
  const kept = hasOwnCmd && Cmd !== undefined ? { ...rest, Cmd } : rest;
  return { ...kept, Entrypoint: toArgs(command, config.Shell) };
}

function historyOf(instruction: Instruction, { WorkingDir }: RunConfig): HistoryEntry {
  const isLayer =
    instruction.kind === 'COPY' ||
    instruction.kind === 'ADD' ||
    (instruction.kind === 'WORKDIR' && WorkingDir !== '/');
  return {
    created_by: instruction.source,
    comment: 'nx-docker-multiarch',
    ...(!isLayer && { empty_layer: true }),
  };
}
