import { formatSummary, joinSummaries, summarizeRun } from './summarize.js';

const suite = (name: string, status: string, ...tests: [status: string, fullName: string][]) => ({
  name,
  status,
  assertionResults: tests.map(([testStatus, fullName]) => ({ status: testStatus, fullName })),
});

const unit = summarizeRun('unit', 1, {
  testResults: [
    suite('a.spec.ts', 'failed', ['passed', 'a works'], ['failed', 'a breaks'], ['passed', 'a too']),
    suite('b.spec.ts', 'failed'),
    suite('c.spec.ts', 'passed', ['passed', 'c works']),
  ],
});
const e2e = summarizeRun('e2e', 0, {
  testResults: [suite('d.spec.ts', 'passed', ['pending', 'docker skipped: no daemon'], ['todo', 'later'])],
});

describe('summarizeRun', () => {
  it('counts single tests, and a suite that failed to run as one failure', () => {
    expect(unit).toEqual({
      passed: 3,
      failures: ['a.spec.ts: a breaks', 'b.spec.ts: the suite failed to run'],
      skipped: [],
    });
  });

  it('names what did not run', () => {
    expect(e2e.skipped).toEqual(['d.spec.ts: docker skipped: no daemon', 'd.spec.ts: later']);
  });

  it.each([
    ['wrote no report', undefined],
    ['has no failed test', { testResults: [suite('a.spec.ts', 'passed', ['passed', 'a'])] }],
  ])('takes a run for failed that ends badly and %s', (_what, report) => {
    expect(summarizeRun('e2e', 7, report).failures).toEqual(['e2e: Jest ended with 7']);
  });
});

describe('joinSummaries', () => {
  it('lets skipped tests pass on a machine without engines', () => {
    expect(joinSummaries([unit, e2e], { strict: false })).toMatchObject({
      passed: 3,
      failures: unit.failures,
    });
  });

  it('counts them as failed in CI', () => {
    const { failures } = joinSummaries([unit, e2e], { strict: true });
    expect(failures).toEqual([...unit.failures, ...e2e.skipped]);
  });
});

describe('formatSummary', () => {
  it('ends with the counts and nothing after them', () => {
    const text = formatSummary(joinSummaries([unit, e2e], { strict: false }));
    expect(text.trimEnd().split('\n').at(-1)).toBe('3 passed, 2 failed');
    expect(text).toContain('\nSkipped:\n  d.spec.ts: docker skipped: no daemon\n');
    expect(text).toContain('\nFailed:\n  a.spec.ts: a breaks\n');
  });

  it('says nothing but the counts if all is well', () => {
    expect(formatSummary({ passed: 2, failures: [], skipped: [] })).toBe('\n2 passed, 0 failed\n');
  });
});
