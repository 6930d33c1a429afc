import type { Instruction, RunInstruction } from '../../context/dockerfile/index.js';
import { assignmentsIn } from '../assignments.js';
import { PLATFORM_ARGS } from '../platform-args.js';
import type { Found, Rule } from '../rule.js';
import { filledInOfRun, textOfRun } from '../run-text.js';
import type { LintedStage, Subject } from '../subject.js';

const STRINGS = /\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"/g;
const USE = /(?<!\\)\$(?:\{)?([A-Z]+)(?![A-Za-z0-9_])/g;

/** `TARGETARCH` and its like in a stage that has no `ARG` of it: they are empty there. */
export const undeclaredPlatformArg: Rule = { by: 'dockerfile', find: findUndeclared };

function findUndeclared({ stages }: Subject): readonly Found[] {
  const declaredAtEnd = new Map<number, ReadonlySet<string>>();
  return stages.flatMap((linted) => {
    const declared = new Set(linted.bases.flatMap((index) => [...(declaredAtEnd.get(index) ?? [])]));
    declaredAtEnd.set(linted.stage.index, declared);
    return instructionsOf(linted)
      .flatMap(oneByOne)
      .flatMap((instruction) => {
        const found = usedNames(instruction)
          .filter(({ name }) => !declared.has(name))
          .map((use) => toFound(instruction, use));
        for (const { name } of assignmentsIn(instruction)) declared.add(name);
        return found;
      });
  });
}

function instructionsOf({ uses }: LintedStage): readonly Instruction[] {
  return uses[0]?.planned.instructions ?? [];
}

/** What an `ARG` declares is known in the next word of the same `ARG`. */
function oneByOne(instruction: Instruction): readonly Instruction[] {
  return instruction.kind === 'ARG'
    ? instruction.args.map((arg) => ({ ...instruction, args: [arg] }))
    : [instruction];
}

interface UsedName {
  readonly name: string;
  /** BuildKit looks into words, and hands commands to a shell as they are. */
  readonly isInCommand: boolean;
}

function usedNames(instruction: Instruction): readonly UsedName[] {
  const inWords = namesIn(withoutSingleQuoted(wordsOf(instruction).join(' ')));
  const inCommand = instruction.kind === 'RUN' ? namesInRun(instruction) : [];
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

function namesInRun(run: RunInstruction): readonly string[] {
  const text = textOfRun(run);
  // In a heredoc quotes keep nothing from the shell.
  const names = [withoutSingleQuoted(text), ...filledInOfRun(run)].flatMap(namesIn);
  return [...new Set(names)].filter((name) => !isSetIn(text, name));
}

/** What the command sets by itself is its own. */
function isSetIn(text: string, name: string): boolean {
  return new RegExp(`(?:^|[\\s;&|({])(?:${name}=|(?:read|for)\\s(?:[^;\\n]*\\s)?${name}\\b)`).test(text);
}

/** What is in single quotes is for another program. In double ones a single quote is none. */
function withoutSingleQuoted(text: string): string {
  return text.replace(STRINGS, (token) => (token.startsWith("'") ? "''" : token));
}

function namesIn(text: string): readonly string[] {
  const names = [...text.matchAll(USE)].map(([, name = '']) => name);
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
