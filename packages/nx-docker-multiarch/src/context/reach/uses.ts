import type { Platform } from '@nx-docker-multiarch/oci/model';
import { redact } from '../../errors/index.js';
import type { AddInstruction, Instruction, Mount, PlannedStage, StagePlan } from '../dockerfile/index.js';
import { cleanPath } from '../dockerignore/index.js';
import { isFixedAddress, isPathWhatever, isRemotePath } from './remote-path.js';
import { createSureWords, type SureWords } from './sure-words.js';

/** One thing that a build can use; the `source` of a context is clean, and `''` for all of it. */
export type Use =
  | {
      readonly kind: 'image';
      readonly reference: string;
      readonly platform: Platform;
      readonly line: number;
    }
  | { readonly kind: 'context'; readonly name: string | undefined; readonly source: string }
  | { readonly kind: 'unknown'; readonly what: string };

/** One `--from`, or none, and what it takes from there; `undefined` is a source that is not sure. */
interface Take {
  readonly from: string | undefined;
  readonly sources: readonly (string | undefined)[];
}

const EVERYTHING = '';

/** All that the stages of a plan can use. Errors: `DOCKERFILE_INVALID`. */
export function usesOf(plan: StagePlan): readonly Use[] {
  const words = new Map<number, SureWords>();
  return plan.stages.flatMap((planned) => {
    const { stage, base } = planned;
    const own = createSureWords(plan, base.kind === 'stage' ? words.get(base.index) : base.kind);
    words.set(stage.index, own);
    return usesOfStage(planned, own, plan.dockerfile.name);
  });
}

function usesOfStage(
  { stage: { line }, base, references, instructions }: PlannedStage,
  words: SureWords,
  name: string,
): readonly Use[] {
  // They stand in the order of the instructions that they are of.
  const left = references.values();
  const usesOfTake = ({ from, sources }: Take): readonly Use[] => {
    const reference = from === undefined ? undefined : left.next().value;
    const source = reference?.source;
    if (reference && source?.kind === 'image') return [{ ...source, line: reference.line }];
    if (source && source.kind !== 'context') return [];
    return sources.map((path) => ({
      kind: 'context',
      name: source?.name,
      source: path === undefined ? EVERYTHING : cleanPath(`/${path}`).slice(1),
    }));
  };
  const first: readonly Use[] =
    base.kind === 'image'
      ? [{ ...base, line }]
      : base.kind === 'context'
        ? [{ ...base, source: EVERYTHING }]
        : [];
  return [
    ...first,
    ...instructions.flatMap((instruction) => {
      words.enter(instruction);
      return [...takesOf(instruction, words).flatMap(usesOfTake), ...unknownOf(instruction, words, name)];
    }),
  ];
}

function takesOf(instruction: Instruction, words: SureWords): readonly Take[] {
  const { kind, line } = instruction;
  if (kind === 'RUN') return instruction.mounts.map((mount) => takeOfMount(mount, line, words));
  if (kind !== 'COPY' && kind !== 'ADD') return [];
  const paths = instruction.sources.flatMap((source) => (source.kind === 'path' ? [source.path] : []));
  const sources = paths.map((path) => words.expand(path, line));
  if (kind === 'ADD')
    return [
      { from: undefined, sources: sources.filter((path) => path === undefined || !isRemotePath(path)) },
    ];
  // The folders above a source are made too, with their modes.
  return [{ from: instruction.from, sources: instruction.parents ? sources.map(toTop) : sources }];
}

function toTop(source: string | undefined): string | undefined {
  return source === undefined ? undefined : cleanPath(`/${source}`).split('/')[1];
}

function takeOfMount({ type, from, attributes }: Mount, line: number, words: SureWords): Take {
  const sureType = words.expand(type, line)?.toLowerCase();
  const isTaking =
    sureType === undefined || sureType === 'bind' || (sureType === 'cache' && from !== undefined);
  if (!isTaking) return { from, sources: [] };
  const written = ['source', 'src'].flatMap((name) => attributes.get(name) ?? []);
  const sources = written.map((path) => words.expand(path, line));
  return { from, sources: sources.length > 0 ? sources : [EVERYTHING] };
}

function unknownOf(instruction: Instruction, words: SureWords, name: string): readonly Use[] {
  if (instruction.kind !== 'ADD' || hasChecksum(instruction, words)) return [];
  const { line, sources } = instruction;
  return sources.flatMap((source): readonly Use[] => {
    if (source.kind !== 'path') return [];
    const path = words.expand(source.path, line);
    const isKnown =
      path === undefined ? isPathWhatever(source.path) : !isRemotePath(path) || isFixedAddress(path);
    if (isKnown) return [];
    const why =
      path === undefined
        ? 'names is known only while it is built'
        : 'names may change: it has neither a --checksum nor the whole id of a commit';
    return [{ kind: 'unknown', what: `${name}:${line}: what ADD ${redact(source.path)} ${why}` }];
  });
}

function hasChecksum({ checksum, line }: AddInstruction, words: SureWords): boolean {
  return checksum !== undefined && Boolean(words.expand(checksum, line));
}
