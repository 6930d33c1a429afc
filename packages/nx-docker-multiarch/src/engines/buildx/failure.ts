import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import { PluginError } from '../../errors/index.js';
import type { BuildJob } from '../../plan/index.js';
import type { ProcessError } from '../../process/index.js';
import type { BuildJobs } from '../engine.js';

const MAX_EXCERPT_LINES = 40;
const FAILED_TO = /^(?:failed to build: )?(?:failed to solve: )?/;

/** What a build that failed says: the step that failed, what it printed, and its place in the Dockerfile. */
export function buildFailure(
  jobs: BuildJobs,
  error: ProcessError,
  mask: (line: string) => string,
): PluginError {
  const lines = error.stderr.map(mask);
  const excerpt = readExcerpt(lines);
  const last = lines.findLast((line) => line.startsWith('ERROR: '))?.slice('ERROR: '.length);
  const cause = last?.replace(FAILED_TO, '') ?? `docker buildx build ended with ${howItEnded(error)}`;
  const job = failedJob(jobs, excerpt);
  const platforms = jobs.map(({ platform }) => formatPlatform(platform)).join(', ');
  const doing = `Building ${platforms} of ${job.plan.projectName}`;
  const hint = findHint(job, cause, lines, excerpt);
  return new PluginError('BUILD_FAILED', [`${doing}: ${cause}`, ...excerpt].join('\n'), {
    ...(hint !== undefined && { hint: mask(hint) }),
    cause: new PluginError('PROCESS_FAILED', mask(error.message)),
  });
}

/** The job whose step the excerpt shows; where it does not say, any of them. */
function failedJob(jobs: BuildJobs, excerpt: readonly string[]): BuildJob {
  const [, name] = /^ > \[([^\s\]]+) /.exec(excerpt.find((line) => line.startsWith(' > [')) ?? '') ?? [];
  return jobs.find(({ platform }) => formatPlatform(platform) === name) ?? jobs[0];
}

function howItEnded({ exitCode, signal }: ProcessError): string {
  return signal ?? `exit status ${exitCode}`;
}

/** What stands behind the last line of progress, without rules and the line that sums it up. */
function readExcerpt(lines: readonly string[]): readonly string[] {
  const start = lines.findLastIndex((line) => /^#\d+ /.test(line)) + 1;
  return lines
    .slice(start)
    .filter((line) => !/^(?:-*|ERROR: .*)$/.test(line))
    .slice(-MAX_EXCERPT_LINES);
}

interface KnownCause {
  /** In the line that sums the failure up, or in all that is told. */
  readonly where: 'cause' | 'all';
  readonly pattern: RegExp;
  readonly hint: (job: BuildJob, lines: readonly string[]) => string;
}

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    where: 'all',
    pattern: /exec format error/,
    hint: ({ platform }) =>
      `The builder can't run programs for ${formatPlatform(platform)}. Cross-compile in a stage FROM --platform=$BUILDPLATFORM, or install an emulator: docker run --privileged --rm tonistiigi/binfmt --install ${platform.architecture}`,
  },
  {
    where: 'all',
    pattern: /no space left on device/,
    hint: () => 'Free space where the builder runs: docker buildx prune',
  },
  {
    where: 'cause',
    pattern: /toomanyrequests|429 Too Many Requests/,
    hint: () =>
      "The registry's quota is used up: log in (docker login), or pull through a mirror of your own.",
  },
  {
    where: 'cause',
    pattern:
      /\b40[13] (?:Unauthorized|Forbidden)|unauthorized|authorization failed|failed to authorize|authentication required|insufficient_scope|access denied|access to the resource is denied|\bdenied: /i,
    hint: (_job, lines) => {
      const registry = refusingRegistry(lines);
      const named = registry === undefined ? 'the registry that is named above' : registry;
      return `Log in to ${named} as a user who may do this: docker login ${registry ?? '<registry>'}`;
    },
  },
  {
    where: 'cause',
    pattern: /no match for platform in manifest|does not provide the specified platform/,
    hint: ({ platform }) =>
      `The base image does not exist for ${formatPlatform(platform)}: choose another one, or leave the platform out.`,
  },
  {
    where: 'cause',
    pattern: /failed to resolve source metadata/,
    hint: () => 'Check the name and tag of that base image, and that the builder can reach its registry.',
  },
  {
    where: 'cause',
    pattern: /failed to calculate checksum of ref/,
    hint: ({ plan }) =>
      `Check that path: it is looked for in the build context ${plan.context}, without what .dockerignore leaves out.`,
  },
  {
    where: 'cause',
    pattern: /secret \S+: not found/,
    hint: () => 'Give the secret of that id with the option "secrets".',
  },
];

/** BuildKit names what it pushes or pulls where the step fails, not always where it sums up. */
function refusingRegistry(lines: readonly string[]): string | undefined {
  const subject = /failed to (?:push|resolve source metadata for) ([\w.-]+(?::\d+)?)\//;
  return lines.map((line) => subject.exec(line)?.[1]).find((registry) => registry !== undefined);
}

function findHint(
  job: BuildJob,
  cause: string,
  lines: readonly string[],
  excerpt: readonly string[],
): string | undefined {
  const all = [cause, ...excerpt].join('\n');
  const known = KNOWN_CAUSES.find(({ where, pattern }) => pattern.test(where === 'all' ? all : cause));
  return known?.hint(job, lines);
}
