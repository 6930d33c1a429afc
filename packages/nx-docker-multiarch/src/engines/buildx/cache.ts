import { formatReference, parseReference } from '@nx-docker-multiarch/oci/model';
import { shortenTag, toTagPart, type BuildJob, type CacheSpec } from '../../plan/index.js';
import { platformName } from '../platform-name.js';

/** In a cache's attributes, the user's own place for the platform: `linux-arm64`. */
const PLATFORM_TOKEN = '{platform}';
const IGNORES_ERRORS = new Set(['registry', 'local', 'gha', 's3', 'azblob']);

/**
 * Where one job imports cache from. Caches of registries, folders and GitHub get the project's and platform's own
 * tag, folder or scope, where one job would else replace what another exported. What holds `{platform}` is scoped by
 * the user already. A reference is also imported as it is written, for it may be an image with its cache inline.
 * Errors: `REFERENCE_INVALID`.
 */
export function cacheImports({ plan, platform }: BuildJob): readonly CacheSpec[] {
  return plan.cacheFrom.flatMap((spec) => {
    const scoped = scopeCache(spec, 'src', plan.projectName, platformName(platform));
    return spec['type'] === 'registry' && !isScoped(spec) ? [scoped, spec] : [scoped];
  });
}

/** Where one job exports cache to, likewise. A failing export fails the build only if the user says so. */
export function cacheExports({ plan, platform }: BuildJob): readonly CacheSpec[] {
  return plan.cacheTo.map((spec) => {
    const scoped = scopeCache(spec, 'dest', plan.projectName, platformName(platform));
    const isDecided = 'ignore-error' in scoped || !IGNORES_ERRORS.has(scoped['type'] ?? '');
    return isDecided ? scoped : { ...scoped, 'ignore-error': 'true' };
  });
}

function scopeCache(
  spec: CacheSpec,
  folderAttribute: 'src' | 'dest',
  project: string,
  platform: string,
): CacheSpec {
  const { type, ref, scope = 'buildkit', [folderAttribute]: folder } = spec;
  if (isScoped(spec)) return fillIn(spec, platform);
  const own = `${toTagPart(project)}-${platform}`;
  if (type === 'registry' && ref !== undefined) return { ...spec, ref: scopeReference(ref, own) };
  if (type === 'gha') return { ...spec, scope: `${scope}-${own}` };
  if (type === 'local' && folder !== undefined) return { ...spec, [folderAttribute]: `${folder}/${own}` };
  return spec;
}

function isScoped(spec: CacheSpec): boolean {
  return Object.values(spec).some((value) => value.includes(PLATFORM_TOKEN));
}

function fillIn(spec: CacheSpec, platform: string): CacheSpec {
  const entries = Object.entries(spec).map(([name, value]) => [
    name,
    value.replaceAll(PLATFORM_TOKEN, platform),
  ]);
  return Object.fromEntries(entries) as CacheSpec;
}

function scopeReference(text: string, own: string): string {
  const { registry, repository, tag = 'cache', digest } = parseReference(text);
  // A digest names one content, and nothing else.
  return digest === undefined
    ? formatReference({ registry, repository, tag: shortenTag(`${tag}-${own}`) })
    : text;
}
