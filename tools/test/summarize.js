/**
 * @typedef {{ passed: number, failures: string[], skipped: string[] }} Summary counts single tests; each failure and
 * each skip is a line of text.
 */

/**
 * What one Jest run came to, from what it wrote with `--json`. A suite that could not run is one failure, and so is a
 * run that ended badly without a failed test.
 *
 * @param {string} name of the run
 * @param {number} status Jest's exit status
 * @param {{ testResults: readonly any[] } | undefined} report
 * @returns {Summary}
 */
function summarizeRun(name, status, report) {
  const summary = { passed: 0, failures: [], skipped: [] };
  for (const suite of report?.testResults ?? []) addSuite(summary, suite);
  if (status !== 0 && summary.failures.length === 0)
    summary.failures.push(`${name}: Jest ended with ${status}`);
  return summary;
}

function addSuite(summary, { name: file, status, assertionResults: tests }) {
  if (status === 'failed' && !tests.some((test) => test.status === 'failed')) {
    summary.failures.push(`${file}: the suite failed to run`);
  }
  for (const test of tests) {
    if (test.status === 'passed') summary.passed += 1;
    else if (test.status === 'failed') summary.failures.push(`${file}: ${test.fullName}`);
    else summary.skipped.push(`${file}: ${test.fullName}`);
  }
}

/**
 * All runs together. With `strict` a skipped test is a failed one.
 *
 * @param {readonly Summary[]} runs
 * @param {{ strict: boolean }} options
 * @returns {Summary}
 */
function joinSummaries(runs, { strict }) {
  const skipped = runs.flatMap((run) => run.skipped);
  return {
    passed: runs.reduce((sum, { passed }) => sum + passed, 0),
    failures: [...runs.flatMap(({ failures }) => failures), ...(strict ? skipped : [])],
    skipped,
  };
}

/**
 * The end of the output: what was skipped, what failed, and as the last line `N passed, N failed`.
 *
 * @param {Summary} summary
 * @returns {string}
 */
function formatSummary({ passed, failures, skipped }) {
  const list = (title, lines) => (lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]);
  return [
    ...list('Skipped:', skipped),
    ...list('Failed:', failures),
    '',
    `${passed} passed, ${failures.length} failed`,
    '',
  ].join('\n');
}

module.exports = { formatSummary, joinSummaries, summarizeRun };
