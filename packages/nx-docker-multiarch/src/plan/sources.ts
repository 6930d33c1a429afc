import { credentialIn } from './credentials.js';
import { readMap, type RawMap } from './option-maps.js';
import { expectKind, isRemote, resolvePath } from './paths.js';
import type { PlanFacts } from './plan-facts.js';
import { showValue, type Report } from './problems.js';

const LAYOUT_SCHEME = 'oci-layout://';
const IMAGE_SCHEME = 'docker-image://';
const WITHOUT_CREDENTIALS =
  'Take it out: give the token for a Git repository as a secret, --secrets=id=GIT_AUTH_TOKEN,env=GIT_AUTH_TOKEN, and fetch anything else before the build.';
const TAG_AND_DIGEST = /(?::\w[\w.-]*)?(?:@sha256:[0-9a-f]*)?$/;

/** The Dockerfile's absolute path. */
export function resolveDockerfile(raw: string | undefined, facts: PlanFacts, report: Report): string {
  const text = raw ?? '{projectRoot}/Dockerfile';
  const path = resolvePath('dockerfile', text, facts, report);
  expectKind({ path, kind: 'file' }, facts, (found) =>
    report({ option: 'dockerfile', ...(raw !== undefined && { value: showValue(raw) }), ...found }),
  );
  return path;
}

/** The build context: an absolute path, or a remote address as it was given. */
export function resolveContext(raw: string | undefined, facts: PlanFacts, report: Report): string {
  return resolveFolder('context', raw ?? '', facts, report);
}

/** The named build contexts: absolute paths, or addresses as BuildKit takes them. */
export function resolveBuildContexts(raw: RawMap, facts: PlanFacts, report: Report): Record<string, string> {
  const rule = {
    pattern: /^[^\s=]+$/,
    what: 'can be neither a stage nor an image',
    wayOut: 'Write it like assets=dist/assets.',
  };
  const entries = Object.entries(readMap('buildContexts', raw, rule, report)).map(([name, text]) => {
    if (text.startsWith(IMAGE_SCHEME)) return [name, text] as const;
    if (!text.startsWith(LAYOUT_SCHEME))
      return [name, resolveFolder('buildContexts', text, facts, report)] as const;
    const layout = resolvePath('buildContexts', text.slice(LAYOUT_SCHEME.length), facts, report);
    return [name, `${LAYOUT_SCHEME}${layout}`] as const;
  });
  return Object.fromEntries(entries);
}

/** The folder of a build context that is an OCI layout, whatever image in it is named; `undefined` for any other. */
export function layoutFolder(context: string): string | undefined {
  if (!context.startsWith(LAYOUT_SCHEME)) return undefined;
  return context.slice(LAYOUT_SCHEME.length).replace(TAG_AND_DIGEST, '');
}

function resolveFolder(option: string, text: string, facts: PlanFacts, report: Report): string {
  const credential = credentialIn(text);
  if (credential !== undefined) {
    report({ option, what: credential, wayOut: WITHOUT_CREDENTIALS });
    return text;
  }
  if (isRemote(text)) return text;
  const path = resolvePath(option, text, facts, report);
  expectKind({ path, kind: 'directory' }, facts, (found) =>
    report({ option, value: showValue(text), ...found }),
  );
  return path;
}
