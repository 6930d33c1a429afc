import { formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { PluginError } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
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
  const [{ plan }] = jobs;
  const platforms = jobs.map((job) => formatPlatform(job.platform)).join(', ');
  const doing = `Building ${platforms} of ${plan.projectName}`;
  const platform = failedPlatform(jobs, excerpt);
  const hint = findHint({ plan, platform, cause, lines, excerpt });
  return new PluginError('BUILD_FAILED', [`${doing}: ${cause}`, ...excerpt].join('\n'), {
    ...(hint !== undefined && { hint: mask(hint) }),
    cause: new PluginError('PROCESS_FAILED', mask(error.message)),
  });
}

/** The platform whose step the excerpt shows; `undefined` where it could be any of several. */
function failedPlatform(jobs: BuildJobs, excerpt: readonly string[]): Platform | undefined {
  if (jobs.length === 1) return jobs[0].platform;
  const [, name] = /^ > \[([^\s\]]+) /.exec(stepOf(excerpt)) ?? [];
  return jobs.find(({ platform }) => formatPlatform(platform) === name)?.platform;
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

/** What is known of a failure. */
interface Failed {
  readonly plan: BuildPlan;
  /** `undefined` where the builder does not say which. */
  readonly platform: Platform | undefined;
  /** The line that sums it up. */
  readonly cause: string;
  readonly lines: readonly string[];
  readonly excerpt: readonly string[];
}

interface KnownCause {
  /** In the line that sums the failure up, or in all that is told. */
  readonly where: 'cause' | 'all';
  readonly pattern: RegExp;
  readonly hint: (failed: Failed) => string;
}

const DEFAULT_GENERATOR = 'docker/buildkit-syft-scanner';
const OTHER_GENERATOR =
  'The image that is missing makes the SBOM. Name one that the builder can reach: "sbom": {"generator": "<image>"}, or leave sbom out.';

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    where: 'all',
    pattern: /exec format error/,
    hint: ({ platform }) =>
      `The builder can't run programs for ${platform ? formatPlatform(platform) : 'one of the platforms'}. Cross-compile in a stage FROM --platform=$BUILDPLATFORM, or install an emulator: docker run --privileged --rm tonistiigi/binfmt --install ${platform?.architecture ?? 'all'}`,
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
    hint: ({ lines }) => {
      const registry = refusingRegistry(lines);
      const named = registry === undefined ? 'the registry that is named above' : registry;
      return `Log in to ${named} as a user who may do this: docker login ${registry ?? '<registry>'}`;
    },
  },
  {
    where: 'cause',
    pattern: /no match for platform in manifest|does not provide the specified platform/,
    hint: (failed) =>
      isGenerator(failed)
        ? OTHER_GENERATOR
        : `The base image does not exist for ${failed.platform ? formatPlatform(failed.platform) : 'one of the platforms'}: choose another one, or leave the platform out.`,
  },
  {
    where: 'cause',
    pattern: /failed to resolve source metadata/,
    hint: (failed) =>
      isGenerator(failed)
        ? OTHER_GENERATOR
        : 'Check the name and tag of that base image, and that the builder can reach its registry.',
  },
  {
    where: 'cause',
    pattern: /failed to calculate checksum of ref/,
    hint: ({ plan, excerpt }) => {
      const [, from] = /--from=(\S+)/.exec(stepOf(excerpt)) ?? [];
      return from === undefined
        ? `Check that path: it is looked for in the build context ${plan.context}, without what .dockerignore leaves out.`
        : `Check that path: it is looked for in what --from=${from} names, a stage, an image or a named context, and starts at its root.`;
    },
  },
  {
    where: 'cause',
    pattern: /secret \S+: not found/,
    hint: () => 'Give the secret of that id with the option "secrets".',
  },
];

/** Whether what failed is the image that makes the SBOM. */
function isGenerator({ plan: { sbom }, cause }: Failed): boolean {
  if (sbom === false) return false;
  const [name = ''] = (sbom.generator ?? DEFAULT_GENERATOR).split(/[:@][^/]*$/);
  return cause.includes(name);
}

function stepOf(excerpt: readonly string[]): string {
  return excerpt.find((line) => line.startsWith(' > [')) ?? '';
}

/** BuildKit names what it pushes or pulls where the step fails, not always where it sums up. */
function refusingRegistry(lines: readonly string[]): string | undefined {
  const subject = /failed to (?:push|resolve source metadata for) ([\w.-]+(?::\d+)?)\//;
  return lines.map((line) => subject.exec(line)?.[1]).find((registry) => registry !== undefined);
}

function findHint(failed: Failed): string | undefined {
  const all = [failed.cause, ...failed.excerpt].join('\n');
  const known = KNOWN_CAUSES.find(({ where, pattern }) => pattern.test(where === 'all' ? all : failed.cause));
  return known?.hint(failed);
}
