import { parseReference } from '@nx-docker-multiarch/oci/model';
import { readMap, type KeyRule, type RawMap } from './option-maps.js';
import { expectKind, resolvePath } from './paths.js';
import type { PlanFacts } from './plan-facts.js';
import { showValue, type Report } from './problems.js';

const REGISTRY: KeyRule = {
  pattern: /^[A-Za-z0-9.-]+(?::\d{1,5})?$|^\[[0-9A-Fa-f:]+\](?::\d{1,5})?$/,
  what: 'is not the host of a registry',
  wayOut: 'Write it like docker.io or registry.lan:5000, without https:// and without a path.',
};

/** Mirrors by registry, each host or host and path, in the order in which they are asked. */
export function resolveMirrors(raw: RawMap, report: Report): Record<string, readonly string[]> {
  const entries = Object.entries(readMap('mirrors', raw, REGISTRY, report)).map(([registry, text]) => {
    const mirrors = text.split(/[\s,]+/).filter((mirror) => mirror !== '');
    for (const mirror of mirrors.filter((each) => !isMirror(each))) {
      const wayOut = 'Write it like mirror.lan:5000 or mirror.lan/docker-hub, without https://.';
      report({
        option: 'mirrors',
        value: showValue(mirror),
        what: 'is no registry, nor a path in one',
        wayOut,
      });
    }
    return [registry, mirrors] as const;
  });
  return Object.fromEntries(entries);
}

/** Files of certificate authorities by registry, as absolute paths. */
export function resolveCaFiles(raw: RawMap, facts: PlanFacts, report: Report): Record<string, string> {
  const entries = Object.entries(readMap('caFiles', raw, REGISTRY, report)).map(([registry, text]) => {
    const path = resolvePath('caFiles', text, facts, report);
    expectKind({ path, kind: 'file' }, facts, (found) =>
      report({ option: 'caFiles', value: showValue(text), ...found }),
    );
    return [registry, path] as const;
  });
  return Object.fromEntries(entries);
}

/** Whether a text is the host of a registry, and its port if it has one. */
export function isRegistry(host: string): boolean {
  return !host.includes('/') && isMirror(host);
}

function isMirror(text: string): boolean {
  const [host = ''] = text.split('/');
  try {
    return parseReference(`${text}/image`).registry === host;
  } catch {
    return false;
  }
}
