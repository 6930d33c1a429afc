import type { ExecutorContext } from '@nx/devkit';
import { imagesToAsk, lintDockerfile } from '../../lint/index.js';
import { run } from '../../process/run.js';
import type { RunConsole } from '../world/console.js';
import { gatherFacts } from '../world/facts.js';
import { gatherLintFacts } from '../world/lint-build.js';
import { openRegistries } from '../world/open-registries.js';
import { askPlatforms, type AskedPlatforms } from './ask-platforms.js';
import { resolveLint, type LintPlan } from './lint-plan.js';
import {
  countWarnings,
  describeFindings,
  formatFindings,
  githubAnnotations,
  type LintResult,
} from './report.js';

/** What a linting uses of the world around it. */
export interface LintWorld {
  readonly out: Pick<RunConsole, 'line'>;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
  readonly signal: AbortSignal;
}

const NOT_ASKED: AskedPlatforms = { images: new Map(), unknown: new Map() };

/** Lints one project's Dockerfile and tells what was found. `false` if there are more warnings than there may be. */
export async function lintProject(
  options: unknown,
  context: ExecutorContext,
  { out, env, now, signal }: LintWorld,
): Promise<boolean> {
  const facts = await gatherFacts({ ...Object(options), ociLabels: false }, context, { env, now, run });
  const plan = resolveLint(options, facts);
  const result = await lint(plan, env, signal);
  for (const line of describe(result, plan.format, env)) out.line(line);
  return countWarnings(result.findings) <= plan.maxWarnings;
}

async function lint(
  { build, asksRegistries }: LintPlan,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<LintResult> {
  const { dockerfile, facts } = await gatherLintFacts(build);
  const { images, unknown } = asksRegistries
    ? await ask(imagesToAsk(dockerfile, facts), build, env, signal)
    : NOT_ASKED;
  const findings = lintDockerfile(dockerfile, { ...facts, images });
  return { file: dockerfile.name, findings, unknown };
}

async function ask(
  references: readonly string[],
  build: LintPlan['build'],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<AskedPlatforms> {
  const registries = await openRegistries(build, env);
  try {
    return await askPlatforms(references, (reference) => registries.open(reference, 'pull'), signal);
  } finally {
    await registries.close();
  }
}

function describe(result: LintResult, format: LintPlan['format'], env: NodeJS.ProcessEnv): readonly string[] {
  if (format === 'json') return [formatFindings(result)];
  const annotations = env['GITHUB_ACTIONS'] === 'true' ? githubAnnotations(result) : [];
  return [...describeFindings(result), ...annotations];
}
