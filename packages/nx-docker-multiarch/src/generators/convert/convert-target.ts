import type { Finding } from './converted.js';
import { convertLayer } from './convert-options.js';
import { NEW_EXECUTOR, OLD_EXECUTORS, type OldOptions } from './old-names.js';

/** A target, or a target default, as it stands in a file. */
export interface TargetJson {
  readonly executor?: string;
  readonly command?: string;
  readonly options?: OldOptions;
  readonly configurations?: Readonly<Record<string, OldOptions>>;
  readonly [key: string]: unknown;
}

/** A finding, and the configuration that it is about, if it is about one. */
export interface TargetFinding extends Finding {
  readonly configuration?: string;
}

/** A target with our options; everything but executor, options and configurations is as it was. */
export interface ConvertedTarget {
  readonly target: TargetJson;
  readonly findings: readonly TargetFinding[];
  readonly isBlocked: boolean;
}

export function hasOldExecutor({ executor }: TargetJson): boolean {
  return executor !== undefined && OLD_EXECUTORS.includes(executor);
}

/** A target, on top of what nx.json and the plugin give it. */
export function convertTarget(target: TargetJson, below: TargetJson = {}): ConvertedTarget {
  const { options = {}, configurations = {} } = target;
  const base = convertLayer(below.options ?? {}, options);
  const inAll = { ...below.options, ...options };
  const others = Object.entries(configurations).map(([configuration, layer]) => ({
    configuration,
    ...convertLayer({ ...inAll, ...below.configurations?.[configuration] }, layer),
  }));
  const findings: readonly TargetFinding[] = [
    ...base.findings,
    ...others.flatMap(({ configuration, findings: own }) =>
      own.filter((each) => !base.findings.some(isSameAs(each))).map((each) => ({ ...each, configuration })),
    ),
  ];
  return {
    target: {
      ...target,
      ...(hasOldExecutor(target) && { executor: NEW_EXECUTOR }),
      ...(target.options && { options: base.options }),
      ...(target.configurations && {
        configurations: Object.fromEntries(
          others.map(({ configuration, options: own }) => [configuration, own] as const),
        ),
      }),
    },
    findings,
    isBlocked: [base, ...others].some(({ isBlocked }) => isBlocked),
  };
}

const UNSAID_PLATFORMS: Finding = {
  option: 'platforms',
  value: '(not set)',
  weight: 'look',
  why: 'nx-container builds for the machine it runs on, and ours for linux/amd64 and linux/arm64.',
  todo: 'Add "platforms": ["linux/amd64"] to keep to one.',
};

/** What is to be said of a target, given all the options that it runs with, if none of them names platforms. */
export function unsaidPlatforms({ platforms = [] }: OldOptions): readonly Finding[] {
  const isSaid = Array.isArray(platforms) ? platforms.length > 0 : Boolean(platforms);
  return isSaid ? [] : [UNSAID_PLATFORMS];
}

/** Target defaults with those that lie below them: options one by one. */
export function onTopOf(below: TargetJson, above: TargetJson): TargetJson {
  const names = Object.keys({ ...below.configurations, ...above.configurations });
  const configurations = names.map(
    (name) => [name, { ...below.configurations?.[name], ...above.configurations?.[name] }] as const,
  );
  return {
    ...below,
    ...above,
    ...((below.options || above.options) && { options: { ...below.options, ...above.options } }),
    ...(names.length > 0 && { configurations: Object.fromEntries(configurations) }),
  };
}

function isSameAs(one: Finding): (other: Finding) => boolean {
  return ({ option, value, why }) => option === one.option && value === one.value && why === one.why;
}
