// `npm test`: builds, runs unit and e2e tests, and ends with `N passed, N failed`. Arguments go on to Jest.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChild, workspace } from './run-child.js';
import { formatSummary, joinSummaries, summarizeRun } from './test/summarize.js';

const args = process.argv.slice(2);
const folder = await mkdtemp(path.join(tmpdir(), 'nx-docker-multiarch-test-'));

async function runJest(name, config) {
  const outputFile = path.join(folder, `${name}.json`);
  const options = ['--config', config, '--passWithNoTests', '--json', `--outputFile=${outputFile}`];
  // Its report goes to the file, and nothing but progress to the terminal.
  const { status } = await runChild(['jest', ...options, ...args], { stdio: 'inherit' });
  const report = await readFile(outputFile, 'utf8').then(JSON.parse, () => undefined);
  return summarizeRun(name, status, report);
}

/** A workspace that does not build is a failure, and no reason to keep what its tests say. */
async function build() {
  const { status, output } = await runChild(['npm', 'run', 'build']);
  process.stdout.write(output);
  return { passed: 0, failures: status === 0 ? [] : ['build: npm run build failed'], skipped: [] };
}

try {
  const runs = [
    await build(),
    await runJest('unit', 'jest.config.js'),
    await runJest('e2e', 'e2e/jest.config.js'),
  ];
  const summary = joinSummaries(runs, { strict: process.env.CI === 'true' });
  process.stdout.write(formatSummary(summary).replaceAll(`${workspace}${path.sep}`, ''));
  process.exitCode = summary.failures.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
