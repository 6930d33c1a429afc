import { parseReference } from '@nx-docker-multiarch/oci/model';
import { parseAttributes, type Attributes } from './attributes.js';
import type { CacheSpec } from './build-plan.js';
import { credentialAmong } from './credentials.js';
import { listEntries, type RawList } from './option-lists.js';
import { resolvePath } from './paths.js';
import type { PlanFacts } from './plan-facts.js';
import { reasonOf, showValue, type Report } from './problems.js';
import { expandReference } from './references.js';

const LIKE = 'Write a reference, or attributes such as type=registry,ref=ghcr.io/acme/api:buildcache.';

/** Where the backends of BuildKit find their credentials if no attribute has them. */
const CREDENTIALS: ReadonlyMap<string, string> = new Map([
  [
    's3',
    'buildx reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile of AWS_PROFILE',
  ],
  ['gha', 'buildx reads ACTIONS_RUNTIME_TOKEN, and needs no other token'],
  [
    'azblob',
    'the builder reads AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in its own environment, or has an identity from Azure',
  ],
]);

/**
 * Cache imports or exports as attributes. A lone reference is one of type `registry`; tokens in a `ref` are filled
 * in, all but `{platform}`, which each job has its own value for; the paths of type `local` are absolute. Other values are never shown: they can be keys.
 */
export function resolveCacheSpecs(
  option: 'cacheFrom' | 'cacheTo',
  raw: RawList,
  facts: PlanFacts,
  report: Report,
): readonly CacheSpec[] {
  return listEntries(raw).flatMap((text, position) => {
    const attributes = readSpec(text);
    if ('wrong' in attributes) {
      report({ option, value: `entry ${position + 1}`, what: attributes.wrong, wayOut: LIKE });
      return [];
    }
    const { type = '', ...values } = attributes.values;
    const credential = credentialAmong(values);
    if (credential !== undefined) {
      const wayOut = `Take it out: ${CREDENTIALS.get(type) ?? 'docker login keeps credentials'}.`;
      report({ option, value: `entry ${position + 1}`, what: credential, wayOut });
      return [];
    }
    if (type === 'registry')
      return [{ type, ...values, ref: cacheReference(option, values['ref'] ?? '', facts, report) }];
    if (type === 'local') return [{ type, ...withAbsolutePaths(option, values, facts, report) }];
    return [attributes.values];
  });
}

function readSpec(text: string): Attributes {
  const attributes = text.includes('=') ? parseAttributes(text) : { values: { type: 'registry', ref: text } };
  return 'wrong' in attributes || attributes.values['type'] ? attributes : { wrong: 'has no type' };
}

function cacheReference(option: string, template: string, facts: PlanFacts, report: Report): string {
  const value = showValue(template);
  const { text, problems } = expandReference(template, facts, (token) => token === 'platform');
  problems.forEach((problem) => report({ option, value, ...problem }));
  try {
    if (problems.length === 0) parseReference(text.replaceAll('{platform}', 'linux-amd64'));
  } catch (error) {
    report({ option, value, what: reasonOf(error), wayOut: LIKE });
  }
  return text;
}

function withAbsolutePaths(
  option: string,
  values: Readonly<Record<string, string>>,
  facts: PlanFacts,
  report: Report,
): Record<string, string> {
  const entries = Object.entries(values).map(([key, value]) =>
    key === 'src' || key === 'dest' ? [key, resolvePath(option, value, facts, report)] : [key, value],
  );
  return Object.fromEntries(entries) as Record<string, string>;
}
