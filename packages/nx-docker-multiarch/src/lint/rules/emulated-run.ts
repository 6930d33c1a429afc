import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import type { RunInstruction } from '../../context/dockerfile/index.js';
import type { Found, Rule } from '../rule.js';
import { splitCommands, splitPipeline, textOfRun } from '../run-text.js';
import { weighCommand } from '../weigh-command.js';
import type { LintedStage, Subject } from '../subject.js';

/** A `RUN` for the platform of the image: on a machine of another one, an emulator runs it. */
export const emulatedRun: Rule = {
  by: 'dockerfile',
  find: (subject) => subject.stages.flatMap((linted) => inStage(linted, subject)),
};

function inStage({ runsOn, uses, targets }: LintedStage, { facts }: Subject): readonly Found[] {
  if (runsOn !== 'target' || facts.platforms.length < 2) return [];
  const instructions = uses[0]?.planned.instructions ?? [];
  return instructions.flatMap((instruction) =>
    instruction.kind === 'RUN' ? judge(instruction, targets) : [],
  );
}

function judge(run: RunInstruction, targets: LintedStage['targets']): readonly Found[] {
  const commands = splitCommands(textOfRun(run)).flatMap(splitPipeline);
  const names = targets.map(formatPlatform).join(', ');
  const [times, where] =
    targets.length > 1
      ? [`once for each of ${names}`, 'for all but the platform of the machine that builds']
      : [`for ${names}`, 'on a machine of another platform'];
  const heavy = commands.find((command) => weighCommand(command) === 'heavy');
  if (heavy !== undefined)
    return [
      {
        severity: 'warning',
        line: run.line,
        message: `${show(heavy)} runs ${times}, and under emulation ${where}: many times as long, and not every tool survives it`,
        fix: 'Do it in a stage that is FROM --platform=$BUILDPLATFORM and builds for $TARGETARCH, and COPY --from there what comes of it; or build on a builder with a machine for each platform.',
      },
    ];
  const unknown = commands.find((command) => weighCommand(command) !== 'light');
  if (unknown === undefined) return [];
  return [
    {
      severity: 'info',
      line: run.line,
      message: `${show(unknown)} runs ${times}, and under emulation ${where}; for something as short as apk add of a few packages that is fine`,
      fix: 'If it takes long, do it in a stage that is FROM --platform=$BUILDPLATFORM, and COPY --from there what comes of it.',
    },
  ];
}

const MAX_SHOWN_CHARACTERS = 60;

function show(command: string): string {
  const text = command.replace(/\s+/g, ' ').trim();
  return JSON.stringify(
    text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text,
  );
}
