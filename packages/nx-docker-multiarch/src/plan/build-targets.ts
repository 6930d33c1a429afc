import { nearestName } from './nearest-name.js';
import { splitList, type RawList } from './option-lists.js';
import { showValue, type Report } from './problems.js';

/** A target as the configuration of a project has it. */
export interface ProjectTarget {
  readonly executor?: string;
  readonly options?: object;
  readonly configurations?: Readonly<Record<string, object>>;
  readonly defaultConfiguration?: string;
}

/** A target that builds an image, by the name under which it is run, and its options as they would be then. */
export interface BuildTarget {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const BUILDS = /(?:^|\/)nx-docker-multiarch:build$/;

/** The targets that an option names; if it names none, all that build an image with tags. */
export function resolveBuildTargets(
  raw: RawList,
  targets: Readonly<Record<string, ProjectTarget>>,
  report: Report,
): readonly BuildTarget[] {
  const names = splitList(raw);
  if (names.length > 0) {
    const builds = Object.fromEntries(buildsOf(targets));
    return names.flatMap((name) => findNamed(name, builds, report));
  }
  const tagged = listBuildTargets(targets).filter(({ options }) => options['tags'] !== undefined);
  if (tagged.length === 0) {
    const what = 'no target of the project builds an image with tags';
    const wayOut = 'Give one with the executor nx-docker-multiarch:build the tags that it is pushed under.';
    report({ option: 'buildTargets', what, wayOut });
  }
  return tagged;
}

/** The targets that build an image, as they would be run with a configuration: Nx takes the default one where there is none of that name. */
export function listBuildTargets(
  targets: Readonly<Record<string, ProjectTarget>>,
  configuration = '',
): readonly BuildTarget[] {
  return buildsOf(targets).map(([name, target]) => {
    const isThere = Object.hasOwn(target.configurations ?? {}, configuration);
    return { name, options: optionsOf(target, isThere ? configuration : target.defaultConfiguration) };
  });
}

function buildsOf(
  targets: Readonly<Record<string, ProjectTarget>>,
): readonly (readonly [string, ProjectTarget])[] {
  return Object.entries(targets).filter(([, { executor = '' }]) => BUILDS.test(executor));
}

function findNamed(
  name: string,
  builds: Readonly<Record<string, ProjectTarget>>,
  report: Report,
): readonly BuildTarget[] {
  const whole = Object.hasOwn(builds, name);
  const end = whole ? -1 : name.lastIndexOf(':');
  const [targetName, configuration] = end < 0 ? [name] : [name.slice(0, end), name.slice(end + 1)];
  const target = Object.hasOwn(builds, targetName) ? builds[targetName] : undefined;
  const problem = { option: 'buildTargets', value: showValue(name) };
  if (target === undefined) {
    const nearest = nearestName(targetName, Object.keys(builds));
    const what = 'is no target of the project with the executor nx-docker-multiarch:build';
    report({ ...problem, what, wayOut: nearest ? `Did you mean "${nearest}"?` : 'Name one that is.' });
    return [];
  }
  if (configuration !== undefined && !Object.hasOwn(target.configurations ?? {}, configuration)) {
    const what = `${targetName} has no configuration "${configuration}"`;
    report({ ...problem, what, wayOut: 'Name one that it has, or none.' });
    return [];
  }
  return [{ name, options: optionsOf(target, configuration ?? target.defaultConfiguration) }];
}

function optionsOf(
  { options, configurations }: ProjectTarget,
  configuration: string | undefined,
): BuildTarget['options'] {
  return { ...options, ...(configuration !== undefined && configurations?.[configuration]) };
}
