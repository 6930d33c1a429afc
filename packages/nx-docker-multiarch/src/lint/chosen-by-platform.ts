import type { Instruction } from '../context/dockerfile/index.js';
import { assignmentsIn } from './assignments.js';
import { splitCommands } from './run-text.js';
import { bareCommand } from './weigh-command.js';

const PLATFORM_ARG = /^(?:TARGET|BUILD)(?:PLATFORM|ARCH|VARIANT)$/;
/** Programs that say what machine they run on; of `uname`, the options that do. */
const ASKS_MACHINE =
  /\buname(?:\s+-[a-z]+)*\s+-(?:[a-z]*[aimp]|-(?:all|machine|processor|hardware-platform))|--print-architecture|--print-arch\b|\bdpkg-architecture\b|\brpm\s+(?:-E|--eval)|\$\(arch\)|`arch`|\bxx-info\b/;
/** What is built for another system is the same in every image. */
const FOR_OTHER_SYSTEM = /\bGOOS=["']?(?!linux|\$)\w/;
const CONDITION = /(?:^|[\s;&|({])(?:case|if|elif|test|\[\[?)\s/;
/** What is only shown to people. */
const MESSAGE = /^(?:echo|printf)\s[^>|]*$/;
const VARIABLE = /\$\{?([A-Za-z_]\w*)/g;
const ASSIGNMENT = /(?:^|[\s;&|({])([A-Za-z_]\w*)=/g;

/** Which texts of a stage the platform has a say in, from its first instruction to its last. */
export interface Choice {
  /** Whether a variable that depends on the platform is in a text. */
  isChosen(text: string): boolean;
  /** The commands of a shell's text that the platform has no say in. */
  unchosen(text: string): readonly string[];
  /** Whether the value of a variable depends on the platform. */
  isDependent(name: string): boolean;
  /** Whether it is a variable whose value BuildKit knows. */
  isPlatformArg(name: string): boolean;
  /** Whether a build argument of that name is given. */
  isGiven(name: string): boolean;
  /** Takes the variables of an `ARG` or `ENV`, which the next instruction sees. */
  enter(instruction: Instruction): void;
}

/** What a stage begins with: the variables of BuildKit, and those of the stages that it is built on. */
export function createChoice(
  buildArgs: ReadonlyMap<string, string>,
  bases: readonly Pick<Choice, 'isDependent'>[] = [],
): Choice {
  const names = new Set<string>();
  const isDependent = (name: string): boolean =>
    PLATFORM_ARG.test(name) || names.has(name) || bases.some((base) => base.isDependent(name));
  const isChosen = (text: string, own: ReadonlySet<string> = new Set()): boolean =>
    ASKS_MACHINE.test(text) || namesIn(text, VARIABLE).some((name) => isDependent(name) || own.has(name));
  return {
    isDependent,
    isChosen: (text) => isChosen(text),
    isPlatformArg: (name) => PLATFORM_ARG.test(name),
    isGiven: (name) => buildArgs.has(name),
    unchosen(text) {
      const own = new Set<string>();
      const left: string[] = [];
      for (const command of splitCommands(text)) {
        if (FOR_OTHER_SYSTEM.test(command)) continue;
        if (!isChosen(command, own)) {
          if (!MESSAGE.test(bareCommand(command))) left.push(command);
          continue;
        }
        // What a condition on the platform leads to is not followed, nor what it may replace.
        if (CONDITION.test(command)) return [];
        for (const name of namesIn(command, ASSIGNMENT)) own.add(name);
      }
      return left.length === 0 ? [] : [left.join('\n')];
    },
    enter(instruction) {
      for (const { name, value = '' } of assignmentsIn(instruction)) if (isChosen(value)) names.add(name);
    },
  };
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}
