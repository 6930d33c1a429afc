import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import type { Finding } from './finding.js';
import { lintDockerfile } from './lint-dockerfile.js';
import type { LintFacts } from './lint-facts.js';

/** For specs: facts of an image for linux/amd64 and linux/arm64, some of them replaced. */
export function sampleLintFacts(replaced: Partial<LintFacts> = {}): LintFacts {
  return {
    platforms: ['linux/amd64', 'linux/arm64'].map(parsePlatform),
    buildArgs: new Map(),
    namedContexts: new Set(),
    ...replaced,
  };
}

/** For specs: everything that is found in a Dockerfile. */
export function findingsOf(text: string, replaced: Partial<LintFacts> = {}): readonly Finding[] {
  return lintDockerfile({ name: 'Dockerfile', text }, sampleLintFacts(replaced));
}

/** For specs: the lines that one rule finds something at. */
export function linesOf(rule: string, text: string, replaced: Partial<LintFacts> = {}): readonly number[] {
  return findingsOf(text, replaced)
    .filter((finding) => finding.rule === rule)
    .map(({ line }) => line);
}
