import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import type { RunInstruction } from '../../context/dockerfile/index.js';
import type { Found, Rule } from '../rule.js';
import { splitCommands, textOfRun } from '../run-text.js';
import { weighCommand } from '../weigh-command.js';
import type { LintedStage, Subject } from '../subject.js';

/** A `RUN` for the platform of the image: on a machine of another one, an emulator runs it. */
export const emulatedRun: Rule = {
  by: 'dockerfile',
  find: (subject) => subject.stages.flatMap((linted) => inStage(linted, subject)),
};

function inStage({ runsOn, uses }: LintedStage, { facts: { platforms } }: Subject): readonly Found[] {
  if (runsOn !== 'target' || platforms.length < 2) return [];
  const instructions = uses[0]?.planned.instructions ?? [];
  return instructions.flatMap((instruction) =>
    instruction.kind === 'RUN' ? judge(instruction, platforms.map(formatPlatform).join(', ')) : [],
  );
}

function judge(run: RunInstruction, platforms: string): readonly Found[] {
  const commands = splitCommands(textOfRun(run)).flatMap((command) => command.split('|'));
  const heavy = commands.find((command) => weighCommand(command) === 'heavy');
  if (heavy !== undefined)
    return [
      {
        severity: 'warning',
        line: run.line,
        message: `${show(heavy)} runs once for each of ${platforms}, and under emulation for all but the platform of the machine that builds: many times as long, and not every tool survives it`,
        fix: 'Do it in a stage that is FROM --platform=$BUILDPLATFORM and builds for $TARGETARCH, and COPY --from there what comes of it; or build on a builder with a machine for each platform.',
      },
    ];
  const unknown = commands.find((command) => weighCommand(command) !== 'light');
  if (unknown === undefined) return [];
  return [
    {
      severity: 'info',
      line: run.line,
      message: `${show(unknown)} runs under emulation for all of ${platforms} but the platform of the machine that builds; for something as short as apk add of a few packages that is fine`,
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
