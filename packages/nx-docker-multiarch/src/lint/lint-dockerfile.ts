import { applySilences } from './apply-silences.js';
import { sortFindings, type Finding } from './finding.js';
import type { LintFacts } from './lint-facts.js';
import { readSilences } from './read-silences.js';
import { RULES } from './rules/all-rules.js';
import { createSubject } from './subject.js';
import { usedImages } from './used-images.js';

/** A Dockerfile's text, and what messages and errors call it. */
export interface DockerfileText {
  readonly name: string;
  readonly text: string;
}

/**
 * What is wrong with a Dockerfile for these platforms, in the order of its lines; of its stages only those that the target
 * needs are looked at.
 * Errors: `DOCKERFILE_INVALID`, `DOCKERFILE_UNSUPPORTED`, and `CONTEXT_INVALID` for a pattern of `COPY` that is none.
 */
export function lintDockerfile({ name, text }: DockerfileText, facts: LintFacts): readonly Finding[] {
  const subject = createSubject(text, name, facts);
  const findings = [...RULES].flatMap(([rule, { find }]) =>
    find(subject).map((found): Finding => ({ rule, ...found })),
  );
  return sortFindings(applySilences(findings, readSilences(text, subject), subject));
}

/**
 * The references of the images of which it matters for which platforms they are there, each once: `LintFacts.images` may know
 * of them. Errors: `DOCKERFILE_INVALID`, `DOCKERFILE_UNSUPPORTED`.
 */
export function imagesToAsk({ name, text }: DockerfileText, facts: LintFacts): readonly string[] {
  const used = usedImages(createSubject(text, name, facts).plans);
  return [...new Set(used.flatMap((image) => (image.isOnEveryMachine ? [image.reference] : [])))];
}
