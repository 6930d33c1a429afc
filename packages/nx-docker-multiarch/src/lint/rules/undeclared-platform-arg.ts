import type { Instruction } from '../../context/dockerfile/index.js';
import { assignmentsIn } from '../assignments.js';
import { PLATFORM_ARGS } from '../platform-args.js';
import type { Found, Rule } from '../rule.js';
import { textOfRun } from '../run-text.js';
import type { LintedStage, Subject } from '../subject.js';

const SINGLE_QUOTED = /'[^']*'/g;
const USE = /(?<!\\)\$(?:\{)?([A-Z]+)(?![A-Za-z0-9_])/g;

/** `TARGETARCH` and its like in a stage that has no `ARG` of it: they are empty there. */
export const undeclaredPlatformArg: Rule = { by: 'dockerfile', find: findUndeclared };

function findUndeclared({ stages }: Subject): readonly Found[] {
  const declaredAtEnd = new Map<number, ReadonlySet<string>>();
  return stages.flatMap((linted) => {
    const declared = new Set(basesOf(linted).flatMap((index) => [...(declaredAtEnd.get(index) ?? [])]));
    declaredAtEnd.set(linted.stage.index, declared);
    return instructionsOf(linted).flatMap((instruction) => {
      const found = usedNames(instruction)
        .filter(({ name }) => !declared.has(name))
        .map((use) => toFound(instruction, use));
      for (const { name } of assignmentsIn(instruction)) declared.add(name);
      return found;
    });
  });
}

/** The same stage can be built on another one for each platform. */
function basesOf({ uses }: LintedStage): readonly number[] {
  return [...new Set(uses.flatMap(({ planned: { base } }) => (base.kind === 'stage' ? [base.index] : [])))];
}

function instructionsOf({ uses }: LintedStage): readonly Instruction[] {
  return uses[0]?.planned.instructions ?? [];
}

interface UsedName {
  readonly name: string;
  /** BuildKit looks into words, and hands commands to a shell as they are. */
  readonly isInCommand: boolean;
}

function usedNames(instruction: Instruction): readonly UsedName[] {
  const inWords = namesIn(wordsOf(instruction).join(' '));
  const inCommand = instruction.kind === 'RUN' ? namesInCommand(textOfRun(instruction)) : [];
  return [
    ...inWords.map((name) => ({ name, isInCommand: false })),
    ...inCommand.filter((name) => !inWords.includes(name)).map((name) => ({ name, isInCommand: true })),
  ];
}

/** The words in which BuildKit puts variables in. */
function wordsOf(instruction: Instruction): readonly string[] {
  switch (instruction.kind) {
    case 'COPY':
    case 'ADD':
      return [
        ...instruction.sources.flatMap((source) => {
          if (source.kind === 'path') return [source.path];
          return source.expand ? [source.content] : [];
        }),
        instruction.destination,
        instruction.chown ?? '',
        instruction.chmod ?? '',
      ];
    case 'ARG':
      return instruction.args.map(({ value = '' }) => value);
    case 'ENV':
    case 'LABEL':
      return instruction.pairs.map(({ value }) => value);
    case 'RUN':
      return instruction.mounts.flatMap(({ attributes }) => [...attributes.values()]);
    case 'WORKDIR':
      return [instruction.path];
    case 'USER':
      return [instruction.user];
    case 'EXPOSE':
      return instruction.ports;
    case 'VOLUME':
      return instruction.paths;
    case 'STOPSIGNAL':
      return [instruction.signal];
    // Not in commands: what those use, they take from the environment when they run.
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
    case 'MAINTAINER':
    case 'ONBUILD':
    case 'SHELL':
      return [];
  }
}

/** What the command sets by itself, or has quoted for another program, is its own. */
function namesInCommand(text: string): readonly string[] {
  return namesIn(text).filter(
    (name) =>
      !new RegExp(`(?:^|[\\s;&|({])(?:${name}=|(?:read|for)\\s(?:[^;\\n]*\\s)?${name}\\b)`).test(text),
  );
}

function namesIn(text: string): readonly string[] {
  const names = [...text.replace(SINGLE_QUOTED, "''").matchAll(USE)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => PLATFORM_ARGS.has(name)))];
}

function toFound({ kind, line }: Instruction, { name, isInCommand }: UsedName): Found {
  return {
    severity: 'warning',
    line,
    message: `${kind} uses ${name}, which is empty here: no ARG of this stage declares it above, and one before the first FROM counts for FROM lines alone`,
    fix: `Put a line "ARG ${name}" below the FROM of this stage.`,
    ...(!isInCommand && { isBuildCheck: true }),
  };
}
