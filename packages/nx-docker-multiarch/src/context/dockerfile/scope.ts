/** The variables at one point of a stage. */
export interface Scope {
  /** Those of the image's config, in its order. */
  readonly env: ReadonlyMap<string, string>;
  /** All that have a value: `env`, and the `ARG`s. Whichever of a name was set last counts. */
  readonly variables: ReadonlyMap<string, string>;
  /** Every `ARG`'s name, whether it has a value or not. */
  readonly argNames: ReadonlySet<string>;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The variables at the start of a stage whose base has this environment (`NAME=value`): a base image's, or none for
 * `scratch` and for folders. BuildKit sets `PATH` if nobody else does.
 */
export function startScope(baseEnv: readonly string[]): Scope {
  const env = new Map(
    baseEnv.map((entry) => {
      const equals = entry.indexOf('=');
      return equals < 0
        ? ([entry, ''] as const)
        : ([entry.slice(0, equals), entry.slice(equals + 1)] as const);
    }),
  );
  if (!env.has('PATH')) env.set('PATH', DEFAULT_PATH);
  return { env, variables: env, argNames: new Set() };
}
