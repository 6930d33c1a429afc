import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { findDockerignore } from '../../context/scan/index.js';
import { kindOfContext } from '../../engines/index.js';
import {
  lintDockerfile,
  type ContextFacts,
  type DockerfileText,
  type Finding,
  type LintFacts,
} from '../../lint/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { isWithin } from '../../plan/paths.js';
import { onDisc } from './on-disc.js';

/** As much of a plan as a linter needs. */
export type LintedBuild = Pick<
  BuildPlan,
  'workspaceRoot' | 'dockerfile' | 'context' | 'platforms' | 'target' | 'buildArgs' | 'buildContexts'
>;

/** The Dockerfile of a plan, and what it is judged by as far as this machine knows. Errors: `DISC_FAILED`, `CONTEXT_INVALID`. */
export async function gatherLintFacts(
  build: LintedBuild,
): Promise<{ readonly dockerfile: DockerfileText; readonly facts: LintFacts }> {
  const { workspaceRoot, platforms, target, buildArgs, buildContexts } = build;
  const name = relative(workspaceRoot, build.dockerfile) || build.dockerfile;
  const text = await onDisc(`Reading ${name}`, 'Let this user read it.', () =>
    readFile(build.dockerfile, 'utf8'),
  );
  const facts = {
    platforms,
    target,
    buildArgs: new Map(Object.entries(buildArgs)),
    namedContexts: new Set(Object.keys(buildContexts)),
    context: await readContext(build),
  };
  return { dockerfile: { name, text }, facts };
}

/** What is wrong with the Dockerfile of a plan, without asking any registry. Errors: those of `gatherLintFacts`, `lintDockerfile`. */
export async function lintBuild(
  build: LintedBuild,
): Promise<{ readonly name: string; readonly findings: readonly Finding[] }> {
  const { dockerfile, facts } = await gatherLintFacts(build);
  return { name: dockerfile.name, findings: lintDockerfile(dockerfile, facts) };
}

/** Where a rule is explained. */
export function pageOf(rule: string): string {
  return `node_modules/nx-docker-multiarch/docs/lint/${rule}.md`;
}

async function readContext({ dockerfile, context }: LintedBuild): Promise<ContextFacts | undefined> {
  if (kindOfContext(context) !== 'folder') return undefined;
  const ignore = await findDockerignore(dockerfile, context);
  const isLeftOut = (path: string): boolean =>
    ignore !== undefined && (ignore.ignores(path) || ignore.ignores(`${path}/package.json`));
  const folder = dirname(dockerfile);
  return {
    holds: (path) => !isLeftOut(path) && existsSync(join(context, path)),
    folders: isWithin(context, folder) ? [relative(context, folder)] : [],
  };
}
