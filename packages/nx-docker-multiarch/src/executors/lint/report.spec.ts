import type { Finding } from '../../lint/index.js';
import { describeFindings, formatFindings, githubAnnotations } from './report.js';

const WARNING: Finding = {
  rule: 'moving-base',
  severity: 'warning',
  line: 3,
  message: 'a is new',
  fix: 'Pin it.',
};
const NOTE: Finding = {
  rule: 'emulated-run',
  severity: 'info',
  line: 7,
  message: '100% b,\nc',
  fix: 'Move it.',
};
const file = 'apps/api/Dockerfile';
const unknown = new Map<string, string>();

describe('describeFindings', () => {
  it('gives line, severity, rule and message, and below it what to do', () => {
    expect(describeFindings({ file, findings: [WARNING], unknown })).toEqual([
      'apps/api/Dockerfile:3  warning  moving-base  a is new',
      '    Pin it. (node_modules/nx-docker-multiarch/docs/lint/moving-base.md)',
      'apps/api/Dockerfile: 1 warning',
    ]);
  });

  it.each([
    [[], 'nothing found'],
    [[NOTE], '1 note'],
    [[WARNING, WARNING, NOTE, NOTE], '2 warnings, 2 notes'],
  ])('counts them: %#', (findings, count) => {
    expect(describeFindings({ file, findings, unknown }).at(-1)).toBe(`${file}: ${count}`);
  });

  it('says what could not be asked for', () => {
    const lines = describeFindings({ file, findings: [], unknown: new Map([['a:1', 'no answer']]) });
    expect(lines[0]).toBe('not known: the platforms of a:1 (no answer)');
  });
});

it('formats JSON', () => {
  expect(
    JSON.parse(formatFindings({ file, findings: [WARNING, NOTE], unknown: new Map([['a', 'b']]) })),
  ).toEqual({
    file,
    warnings: 1,
    findings: [
      { file, ...WARNING, page: 'node_modules/nx-docker-multiarch/docs/lint/moving-base.md' },
      { file, ...NOTE, page: 'node_modules/nx-docker-multiarch/docs/lint/emulated-run.md' },
    ],
    unknown: { a: 'b' },
  });
});

it('escapes what GitHub would read as its own', () => {
  expect(githubAnnotations({ file: 'a,b:c/Dockerfile', findings: [WARNING, NOTE] })).toEqual([
    '::warning file=a%2Cb%3Ac/Dockerfile,line=3,title=moving-base::a is new. Pin it.',
    '::notice file=a%2Cb%3Ac/Dockerfile,line=7,title=emulated-run::100%25 b,%0Ac. Move it.',
  ]);
});
