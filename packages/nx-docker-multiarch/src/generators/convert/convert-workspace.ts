import { readProjectConfiguration, type Tree } from '@nx/devkit';
import { canReplace, convertNxJson } from './convert-nx-json.js';
import { hasOldParts, readNxJson, writeNxJson } from './nx-json.js';
import type { Outcome, PlacedFinding } from './outcome.js';
import { findRegistration } from './registration.js';
import { planSteps, type Step } from './steps.js';
import { findTargets, writeTarget } from './target-files.js';

interface Wish {
  readonly project?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Converts the targets of all projects, or of one, and of nx.json what nothing else needs as it is. */
export function convertWorkspace(tree: Tree, { project, force = false }: Wish): Outcome {
  if (project !== undefined) readProjectConfiguration(tree, project);
  const nxJson = readNxJson(tree);
  const registration = findRegistration(nxJson.plugins);
  const found = findTargets(tree);
  const steps = planSteps(tree, found, nxJson.targetDefaults, registration);
  const isChosen = (step: Step): boolean => project === undefined || step.project === project;
  const isGood = (step: Step): boolean => isChosen(step) && (force || !step.converted.isBlocked);
  const isReplaced =
    registration !== undefined &&
    steps.every(isGood) &&
    project === undefined &&
    (force || canReplace(nxJson, registration));
  const done = steps.filter((step) => isGood(step) && (isReplaced || !step.isAddition));
  const left = steps.filter((step) => !done.includes(step));
  const change = convertNxJson(nxJson, {
    found,
    done,
    left,
    replaced: isReplaced ? registration : undefined,
    staying: isReplaced ? undefined : registration,
  });
  for (const step of done) writeTarget(tree, step, step.converted.target);
  writeNxJson(tree, nxJson, change.nxJson);
  return {
    converted: done.map(labelOf),
    kept: left.filter(isChosen).map((step) => ({ target: labelOf(step), why: whyKept(step) })),
    findings: [
      ...done.flatMap(findingsOf),
      ...left
        .filter(isChosen)
        .flatMap(findingsOf)
        .filter(({ weight }) => weight === 'blocks'),
      ...change.findings,
    ],
    inNxJson: change.changes,
    isLeft: left.length > 0 || hasOldParts(change.nxJson),
  };
}

function labelOf({ project, name }: Step): string {
  return `${project}:${name}`;
}

function whyKept({ converted }: Step): string {
  return converted.isBlocked
    ? 'something that it needs has no counterpart'
    : "it adds to what nx-container's plugin infers, which stays registered";
}

function findingsOf(step: Step): readonly PlacedFinding[] {
  return step.converted.findings.map(({ configuration, ...finding }) => ({
    ...finding,
    place: configuration === undefined ? labelOf(step) : `${labelOf(step)}:${configuration}`,
  }));
}
