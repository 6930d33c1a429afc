import { resolvePrune, type PrunePlan } from './prune-plan.js';
import { sampleFacts } from './sample-facts.js';

const NEEDED = { repository: 'ghcr.io/acme/cache', olderThan: '30d' };
const DAY_MS = 86_400_000;

const resolve = (options: unknown): PrunePlan => resolvePrune(options, sampleFacts());

function messageOf(options: unknown): string {
  try {
    resolve(options);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('resolvePrune', () => {
  it('deletes nothing by default', () => {
    expect(resolve(NEEDED)).toEqual<PrunePlan>({
      repository: { registry: 'ghcr.io', repository: 'acme/cache' },
      prefix: 'nxdm-',
      minAgeMs: 30 * DAY_MS,
      insecureRegistries: [],
      caFiles: {},
      dryRun: true,
      isQuiet: false,
    });
  });

  it.each<[string, object, Partial<PrunePlan>]>([
    [
      'tokens in the repository',
      { repository: 'ghcr.io/acme/{projectName}' },
      { repository: { registry: 'ghcr.io', repository: 'acme/api' } },
    ],
    ['hours', { olderThan: '12h' }, { minAgeMs: DAY_MS / 2 }],
    ['minutes', { olderThan: '45m' }, { minAgeMs: 45 * 60_000 }],
    ['all of them', { olderThan: '0d' }, { minAgeMs: 0 }],
    ['a prefix that Nx made a number', { prefix: 7 }, { prefix: '7' }],
    ['--dryRun=false', { dryRun: false }, { dryRun: false }],
    ['--quiet, beside what Nx adds', { quiet: true, verbose: true }, { isQuiet: true }],
    [
      'settings of registries',
      { insecureRegistries: 'a.lan,b.lan', caFiles: 'c.lan=.npmrc' },
      { insecureRegistries: ['a.lan', 'b.lan'], caFiles: { 'c.lan': '/ws/.npmrc' } },
    ],
  ])('takes %s', (_title, options, expected) => {
    expect(resolve({ ...NEEDED, ...options })).toMatchObject(expected);
  });

  it('says all that is wrong at once', () => {
    expect(messageOf({ prefix: '-', dryRun: 'perhaps', olderTan: '1d' })).toBe(
      [
        'Reading the options of api: 5 problems, nothing was deleted',
        '  - dryRun "perhaps": must be true or false.\n    Write it like --no-dryRun.',
        '  - olderTan: there is no such option.\n    Did you mean "olderThan"?',
        '  - repository: is needed.\n    Write it like ghcr.io/acme/cache.',
        '  - olderThan: is needed.\n    Write days, hours or minutes, like 30d, 12h or 45m.',
        '  - prefix "-": can\'t begin a tag: it is not 1 to 64 letters, digits, "_", "." or "-".\n    Write it like nxdm-, and begin it with a letter, a digit or "_".',
      ].join('\n'),
    );
  });

  it.each<[string, object, string]>([
    ['an age without a unit', { olderThan: 30 }, 'olderThan 30: is not an age'],
    ['an age below nothing', { olderThan: '-1d' }, 'olderThan "-1d": is not an age'],
    ['an empty age, as of a variable that is not set', { olderThan: '' }, 'olderThan: is needed'],
    ['an empty repository', { repository: '' }, 'repository: is needed'],
    ['a tag', { repository: 'ghcr.io/acme/cache:1' }, 'repository "ghcr.io/acme/cache:1": names one image'],
    ['an unknown token', { repository: 'ghcr.io/{nam}' }, 'repository "ghcr.io/{nam}": there is no token'],
    ['an age of another shape', { olderThan: ['1d'] }, 'olderThan ["1d"]: must be a text'],
  ])('refuses %s, and says so once', (_title, options, problem) => {
    const message = messageOf({ ...NEEDED, ...options });
    expect(message).toContain('1 problem, nothing was deleted');
    expect(message).toContain(problem);
  });
});
