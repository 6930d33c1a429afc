import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import type { Instruction, PlannedStage } from '../../context/dockerfile/index.js';
import { findArchitectures, withoutArchitectures, type NamedArchitecture } from '../architectures.js';
import { createChoice, type Choice } from '../chosen-by-platform.js';
import type { Found, Rule } from '../rule.js';
import { textOfRun } from '../run-text.js';
import type { LintedStage, Subject } from '../subject.js';

/** A file, a package or a build for one architecture where the image is for several. */
export const hardCodedArchitecture: Rule = {
  by: 'dockerfile',
  find: (subject) => {
    const choices = new Map<number, Choice>();
    return [
      ...inGlobalArgs(subject),
      ...subject.stages.flatMap((linted) => [...inBase(linted), ...inStage(linted, subject, choices)]),
    ];
  },
};

/** A text that names architectures, and the instruction that it is of. */
interface Named {
  readonly line: number;
  readonly kind: string;
  readonly text: string;
  readonly names: readonly NamedArchitecture[];
}

function inGlobalArgs({ dockerfile, facts }: Subject): readonly Found[] {
  const choice = createChoice(facts.buildArgs);
  return dockerfile.globalArgs
    .flatMap((arg) => namedIn(arg, choice))
    .flatMap((named) => toFound(named, facts.platforms));
}

function inBase({ stage, uses, targets, runsOn }: LintedStage): readonly Found[] {
  const references = new Set(
    uses.map(({ planned: { base } }) => (base.kind === 'image' ? base.reference : '')),
  );
  const [reference = ''] = references;
  // Of several, the platform chooses; and a stage for one platform in any case says so with --platform as well.
  if (references.size > 1 || runsOn === 'constant') return [];
  const names = findArchitectures(reference);
  return toFound({ line: stage.line, kind: 'FROM', text: reference, names }, targets);
}

/** In a stage that is for one platform in any case, its own tools are right; what is built there for an image is not. */
function inStage(
  { stage, uses, bases, targets, runsOn }: LintedStage,
  { facts }: Subject,
  choices: Map<number, Choice>,
): readonly Found[] {
  const [use] = uses;
  if (use === undefined) return [];
  const choice = createChoice(
    facts.buildArgs,
    bases.flatMap((index) => choices.get(index) ?? []),
  );
  choices.set(stage.index, choice);
  const images = imagesOf(use.planned);
  const all = use.planned.instructions.flatMap((instruction) => {
    const named = namedIn(instruction, choice, images);
    choice.enter(instruction);
    return named;
  });
  const isRight = ({ text, names }: Named): boolean =>
    runsOn === 'constant' &&
    !/GOARCH=/.test(text) &&
    names.every(({ architecture }) => architecture === use.planned.platform.architecture);
  return all
    .filter((named) => !isOneOfPair(named, all) && !isRight(named))
    .flatMap((named) => toFound(named, targets));
}

/** What its `--from`s name that is an image. */
function imagesOf({ references }: PlannedStage): ReadonlySet<string> {
  return new Set(references.flatMap(({ from, source }) => (source.kind === 'image' ? [from] : [])));
}

/** The texts of an instruction that name an architecture, and that no variable of the platform has a say in. */
function namedIn(
  instruction: Instruction,
  choice: Choice,
  images: ReadonlySet<string> = new Set(),
): readonly Named[] {
  const { line, kind } = instruction;
  return [...textsOf(instruction, choice), ...sourcesOf(instruction).filter((from) => images.has(from))]
    .map((text) => ({ line, kind, text, names: findArchitectures(text) }))
    .filter(({ names }) => new Set(names.map(({ architecture }) => architecture)).size === 1);
}

function textsOf(instruction: Instruction, choice: Choice): readonly string[] {
  const { kind } = instruction;
  if (kind === 'RUN') return choice.unchosen(textOfRun(instruction));
  if (kind === 'ENV') return instruction.pairs.flatMap(({ name, value }) => valueOf(name, value, choice));
  if (kind === 'ARG')
    return instruction.args.flatMap(({ name, value = '' }) =>
      choice.isGiven(name) ? [] : valueOf(name, value, choice),
    );
  if (kind !== 'COPY' && kind !== 'ADD') return [];
  const paths = instruction.sources.flatMap((source) => (source.kind === 'path' ? [source.path] : []));
  return choice.isChosen(paths.join(' ')) ? [] : [paths.join(' ')];
}

/** The `--from`s of an instruction. */
function sourcesOf(instruction: Instruction): readonly string[] {
  const named =
    instruction.kind === 'COPY' ? [instruction] : instruction.kind === 'RUN' ? instruction.mounts : [];
  return named.flatMap(({ from }) => from ?? []);
}

/** A variable with an architecture in its name is one of several, for each its own. */
function valueOf(name: string, value: string, choice: Choice): readonly string[] {
  const isOneOfSeveral = findArchitectures(name.toLowerCase()).length > 0;
  return isOneOfSeveral || choice.isPlatformArg(name) || choice.isChosen(value) ? [] : [`${name}=${value}`];
}

/** Whether the same is there for another architecture as well: then it is for all of them. */
function isOneOfPair({ text, names }: Named, all: readonly Named[]): boolean {
  const pattern = withoutArchitectures(text);
  return all.some(
    (other) =>
      other.names[0]?.architecture !== names[0]?.architecture && withoutArchitectures(other.text) === pattern,
  );
}

function toFound({ line, kind, names }: Named, platforms: LintedStage['targets']): readonly Found[] {
  const [first] = names;
  const missed = first && platforms.filter(({ architecture }) => architecture !== first.architecture);
  if (!first || !missed || missed.length === 0) return [];
  const wrong = [...new Set(missed.map(formatPlatform))].join(', ');
  return [
    {
      severity: 'warning',
      line,
      message: `${kind} names ${first.architecture} (${first.word}), and the image is for ${wrong} as well`,
      fix: 'Let the platform choose: ARG TARGETARCH in this stage and ${TARGETARCH} in the name, or "case $TARGETARCH in" where the name is another one; BUILDARCH for a tool that runs in the build.',
    },
  ];
}
