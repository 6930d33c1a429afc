import {
  formatReference,
  formatRepository,
  parseReference,
  type Reference,
} from '@nx-docker-multiarch/oci/model';
import { resolveRepository } from './cache-plan.js';
import type { BuildPlan } from './build-plan.js';
import { resolveBuildTargets, type BuildTarget, type ProjectTarget } from './build-targets.js';
import type { BuildOptions } from './options/build-options.js';
import type { PublishOptions } from './options/publish-options.js';
import { splitList } from './option-lists.js';
import type { PlanFacts } from './plan-facts.js';
import { resolvePlatforms } from './platforms.js';
import { optionsInvalid, reasonOf, showValue, type Problem, type Report } from './problems.js';
import { readOptions, readPublishOptions } from './read-options.js';
import { resolveReferences } from './references.js';
import { resolveCaFiles } from './registries.js';
import { expandTokens } from './tokens.js';
import { resolveVerbatim } from './verbatim.js';

/** A name that an image gets. */
export interface ReleaseName {
  readonly reference: Reference;
  /** Whether it stays where it is if it points to another image. */
  readonly isFixed: boolean;
}

/** One image that is released, fully resolved. */
export interface ReleasePlan extends Pick<BuildPlan, 'platforms' | 'insecureRegistries' | 'caFiles'> {
  readonly projectName: string;
  /** The target that builds it, as it is run: `api:docker-multiarch`, with a configuration if it has one. */
  readonly task: string;
  /** The names that the image can have now: the first of them that is there is the image. */
  readonly candidates: readonly Reference[];
  /** In the repositories of the candidates and in all others that the target pushes to. */
  readonly names: readonly ReleaseName[];
}

/** All images of a project that get a version. */
export interface PublishPlan {
  readonly images: readonly ReleasePlan[];
  readonly dryRun: boolean;
}

type Repository = Pick<Reference, 'registry' | 'repository'>;

const NAMES_COMMIT = /\{(?:sha|shortSha)\}/;
/** What was another one when the image was built. */
const CHANGES_SINCE = /\{(?:version|date)\}/;
const TAG_LIKE =
  'Write only what stands behind the colon, like {version}; the build says in which repositories.';

/**
 * What a release tags, from the options as Nx hands them over and the project's targets. The image is looked for under
 * the facts' commit, then under the `earlier` ones. Errors: `OPTIONS_INVALID`, with every problem at once.
 */
export function resolvePublish(
  rawOptions: unknown,
  targets: Readonly<Record<string, ProjectTarget>>,
  facts: PlanFacts,
  earlier: readonly string[],
): PublishPlan {
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const { options } = readPublishOptions(rawOptions, report);
  const commits = [facts, ...earlier.map((sha) => ({ ...facts, sha: { value: sha } }))];
  const images = resolveBuildTargets(options.buildTargets, targets, report).map((build) =>
    resolveRelease(build, options, commits, facts, report),
  );
  if (problems.length > 0) throw optionsInvalid(facts.projectName, problems, 'released');
  return { images, dryRun: options.dryRun ?? false };
}

function resolveRelease(
  { name, options: rawBuild }: BuildTarget,
  options: PublishOptions,
  commits: readonly PlanFacts[],
  facts: PlanFacts,
  report: Report,
): ReleasePlan {
  const ofBuild: Report = (problem) => report({ ...problem, option: `${name}.${problem.option}` });
  const { options: build } = readOptions(rawBuild, ofBuild);
  const repositories = repositoriesOf(build, facts, ofBuild);
  return {
    projectName: facts.projectName,
    task: `${facts.projectName}:${name}`,
    platforms: resolvePlatforms(build.platforms, ofBuild),
    candidates: resolveCandidates(build, options, repositories, commits, report, ofBuild),
    names: resolveNames(options, repositories, facts, report),
    insecureRegistries: resolveVerbatim('insecureRegistries', build.insecureRegistries, ofBuild),
    caFiles: resolveCaFiles(build.caFiles, facts, ofBuild),
  };
}

/** Where the build pushes to, each once. What only its tags need to know is not asked for. */
function repositoriesOf({ tags }: BuildOptions, facts: PlanFacts, report: Report): readonly Repository[] {
  const repositories = splitList(tags).flatMap(
    (template) => resolveRepository('tags', withoutTag(template), facts, report) ?? [],
  );
  return [...new Map(repositories.map((each) => [formatRepository(each), each])).values()];
}

function resolveCandidates(
  { tags }: BuildOptions,
  { from }: PublishOptions,
  repositories: readonly Repository[],
  commits: readonly PlanFacts[],
  report: Report,
  ofBuild: Report,
): readonly Reference[] {
  if (from) {
    const found = commits.flatMap((facts) =>
      repositories.flatMap((repository) => resolveTag('from', from, repository, facts, report)),
    );
    return eachOnce(found);
  }
  const ofCommit = splitList(tags).filter((template) => NAMES_COMMIT.test(template));
  const templates = ofCommit.filter((template) => !CHANGES_SINCE.test(template));
  if (templates.length === 0) {
    const what =
      ofCommit.length === 0
        ? 'none of them has {sha} or {shortSha}, by which the image of a commit is found'
        : 'with {version} or {date} beside the commit, the image that was built of it is not found: both have changed since';
    const wayOut = 'Add one like ghcr.io/acme/api:{sha}, or name the tag to release with the option "from".';
    ofBuild({ option: 'tags', value: showValue(tags), what, wayOut });
  }
  return eachOnce(commits.flatMap((facts) => resolveReferences([...templates], facts, ofBuild)));
}

function resolveNames(
  { tags = '{version}', overwrite = false }: PublishOptions,
  repositories: readonly Repository[],
  facts: PlanFacts,
  report: Report,
): readonly ReleaseName[] {
  const names = repositories.flatMap((repository) =>
    splitList(tags).flatMap((template) =>
      resolveTag('tags', template, repository, facts, report).map((reference) => ({
        reference,
        isFixed: template.includes('{version}') && !overwrite,
      })),
    ),
  );
  return [...new Map(names.map((name) => [formatReference(name.reference), name])).values()];
}

function resolveTag(
  option: 'from' | 'tags',
  template: string,
  repository: Repository,
  facts: PlanFacts,
  report: Report,
): readonly Reference[] {
  const shown = { option, value: showValue(template) };
  const { text, problems } = expandTokens(template, 'tag', facts);
  problems.forEach((problem) => report({ ...shown, ...problem }));
  if (problems.length > 0) return [];
  try {
    const reference = parseReference(`${formatRepository(repository)}:${text}`);
    if (reference.digest === undefined) return [reference];
    report({ ...shown, what: 'is more than a tag', wayOut: TAG_LIKE });
  } catch (error) {
    report({ ...shown, what: reasonOf(error), wayOut: TAG_LIKE });
  }
  return [];
}

function withoutTag(template: string): string {
  const colon = template.lastIndexOf(':');
  return colon > template.lastIndexOf('/') ? template.slice(0, colon) : template;
}

function eachOnce(references: readonly Reference[]): readonly Reference[] {
  return [...new Map(references.map((reference) => [formatReference(reference), reference])).values()];
}
