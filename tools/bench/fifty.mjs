import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandsOf } from './fifty/commands.mjs';
import { reportFifty } from './fifty/report.mjs';
import { countRequests } from './fifty/requests.mjs';
import { nameOf, writeServices } from './fifty/services.mjs';
import { measureInTurn } from './measure.mjs';
import { samplePeak } from './peak.mjs';
import { createBenchWorkspace, NX_VERSION, run, runAside } from './workspace.mjs';

const REGISTRY = 'localhost:5000';
const COUNT = 50;
const CONTAINER = '@nx-tools/nx-container';
/** Its peers at Nx's own version: npm would take newer ones, and a second Nx with them. */
const PEER_PACKAGES = [CONTAINER, `@nx/devkit@${NX_VERSION}`, `@nx/js@${NX_VERSION}`];
const ONE_ROUNDS = 9;
const FIFTY_ROUNDS = 5;

/**
 * Many services in one workspace: unchanged, one of them changed, and cold; against nx-container and bare buildx in the
 * same workspace, and Nx with executors that do nothing. `BENCH_SERVICES=3` tries it with fewer, and is no result.
 */
export async function fifty() {
  const count = Number(process.env.BENCH_SERVICES ?? COUNT);
  const workspace = createBenchWorkspace(PEER_PACKAGES);
  const { root } = workspace;
  const repository = `bench-${process.pid}-${Date.now().toString(36)}`;
  const setup = { count, registry: REGISTRY, repository };
  try {
    writeServices(root, setup);
    const times = measureTimes(root, setup);
    say('memory');
    const memory = await measureMemory(root);
    say('requests');
    const requests = await countRequests(root, setup);
    const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules', CONTAINER, 'package.json')));
    return { ...reportFifty({ times, memory, requests, count, version }), isTrial: count !== COUNT };
  } finally {
    removeImages(root, repository);
    workspace.remove();
  }
}

function measureTimes(root, setup) {
  const one = Math.min(7, setup.count);
  const commands = commandsOf(root, setup, one);
  say('all, cold');
  const cold = measureInTurn(1, commands.cold);
  checkPushed(setup, one);
  say('one, unchanged');
  measureInTurn(1, commands.one);
  const single = measureInTurn(ONE_ROUNDS, commands.one);
  say('all, unchanged');
  const before = digestsOf(setup);
  const unchanged = measureInTurn(FIFTY_ROUNDS, commands.unchanged);
  say('one changed');
  const changed = measureInTurn(FIFTY_ROUNDS, commands.changed);
  checkMoved(before, digestsOf(setup), one);
  return { cold, one: single, unchanged, changed };
}

async function measureMemory(root) {
  const nx = (...args) => runAside('node_modules/.bin/nx', ['run-many', '-t', ...args], root);
  const push = (...args) => nx('docker-multiarch', '--push', ...args);
  await push();
  return {
    'no-op batch': await samplePeak(root, () => nx('noop-batch')),
    unchanged: await samplePeak(root, () => push()),
    'built anew': await samplePeak(root, () => push('--no-cache')),
  };
}

/** Times of commands that did something else are worth nothing. */
function checkPushed({ registry, repository }, number) {
  for (const peer of ['plugin', 'nx-container', 'buildx']) {
    const reference = `${registry}/${repository}/${peer}/${nameOf(number)}:1`;
    const { manifests = [] } = JSON.parse(run('crane', ['manifest', '--insecure', reference], '.'));
    const architectures = manifests.map(({ platform }) => platform.architecture).sort();
    if (architectures.join() !== 'amd64,arm64') throw new Error(`${reference} is for [${architectures}]`);
  }
}

function digestsOf({ count, registry, repository }) {
  const reference = (number) => `${registry}/${repository}/plugin/${nameOf(number)}:1`;
  return Array.from({ length: count }, (_, index) =>
    run('crane', ['digest', '--insecure', reference(index + 1)], '.'),
  );
}

function checkMoved(before, after, changed) {
  const moved = before.flatMap((digest, index) => (digest === after[index] ? [] : [index + 1]));
  if (moved.join() !== String(changed))
    throw new Error(`${nameOf(changed)} was changed, and moved: ${moved}`);
}

/** What the peers leave in Docker's own store. */
function removeImages(root, repository) {
  const list = ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter', 'reference=*/*/*/*'];
  const images = run('docker', list, root)
    .split('\n')
    .filter((name) => name.includes(`/${repository}/`));
  if (images.length > 0) run('docker', ['image', 'rm', '--force', ...images], root);
}

function say(text) {
  console.log(`${new Date().toISOString().slice(11, 19)}  fifty: ${text}`);
}
