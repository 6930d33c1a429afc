import type { PlanFacts } from './plan-facts.js';

/** What is on the disc of the sample workspace. */
const DISC: Readonly<Record<string, 'file' | 'directory'>> = {
  '/ws': 'directory',
  '/ws/.npmrc': 'file',
  '/ws/apps/api': 'directory',
  '/ws/apps/api/Dockerfile': 'file',
  '/ws/dist/api': 'directory',
  '/ws/keys/deploy': 'file',
};

/** For specs: facts of the project `api` in the workspace `/ws`, on a branch, some of them replaced. */
export function sampleFacts(replaced: Partial<PlanFacts> = {}): PlanFacts {
  return {
    projectName: 'api',
    projectRoot: 'apps/api',
    workspaceRoot: '/ws',
    now: new Date('2026-01-31T23:30:00-05:00'),
    env: { NPM_TOKEN: 'tops3cret', EMPTY: '' },
    version: { value: '1.2.3' },
    sha: { value: '0123456789abcdef0123456789abcdef01234567' },
    commitTime: { value: '2026-01-30T08:00:00Z' },
    branch: { value: 'feature/Login' },
    isVerbose: false,
    kindOf: (path) => (Object.hasOwn(DISC, path) ? DISC[path] : undefined),
    ...replaced,
  };
}
