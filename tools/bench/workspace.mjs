import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const NX_VERSION = '23.2.1';
const BATCH = `module.exports = async function* (graph) {
  for (const task of Object.keys(graph.tasks)) yield { task, result: { success: true, terminalOutput: '' } };
};
`;

/**
 * A workspace outside this one with the packed plugin, greeter, and no-op executors to tell Nx's own time by; with these
 * other packages too.
 */
export function createBenchWorkspace(packages = []) {
  const root = mkdtempSync(path.join(tmpdir(), 'nxdm-bench-'));
  run('npm', ['run', 'build'], ROOT);
  const own = ['oci', 'nx-docker-multiarch'].map((name) => path.join(ROOT, 'packages', name));
  run('npm', ['pack', '--pack-destination', root, ...own], ROOT);
  write(root, 'package.json', { name: 'bench', private: true });
  write(root, 'nx.json', { analytics: false, neverConnectToCloud: true });
  const tarballs = ['nx-docker-multiarch-oci-0.1.0.tgz', 'nx-docker-multiarch-0.1.0.tgz'].map((name) =>
    path.join(root, name),
  );
  run('npm', ['install', '--no-audit', '--no-fund', `nx@${NX_VERSION}`, ...tarballs, ...packages], root);
  cpSync(path.join(ROOT, 'examples/greeter'), path.join(root, 'greeter'), { recursive: true });
  write(root, 'greeter/project.json', { name: 'greeter', targets: targets('{projectRoot}') });
  writeNoops(root);
  return { root, targets, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** An executor that does nothing, and one that does nothing for all tasks of a run in one process. */
function writeNoops(root) {
  const noop = { implementation: './noop.js', schema: './schema.json' };
  const batch = { ...noop, batchImplementation: './batch.js', preferBatch: true };
  write(root, 'noop/package.json', { name: 'noop', executors: './executors.json' });
  write(root, 'noop/executors.json', { executors: { noop, batch } });
  write(root, 'noop/schema.json', { version: 2, type: 'object', properties: {} });
  writeFileSync(path.join(root, 'noop/noop.js'), 'module.exports = async () => ({ success: true });\n');
  writeFileSync(path.join(root, 'noop/batch.js'), BATCH);
}

/** The targets of a project that is measured: its image, and nothing. */
function targets(context) {
  return {
    'docker-multiarch': { executor: 'nx-docker-multiarch:build', options: { context } },
    noop: { executor: './noop:noop' },
  };
}

/** The environment of everything that is measured: Nx as in CI. */
const ENVIRONMENT = { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', CI: 'true' };
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a command that must succeed, with `more` in its environment. */
export function run(command, args, cwd, more = {}) {
  const options = { cwd, env: { ...ENVIRONMENT, ...more }, encoding: 'utf8', maxBuffer: MAX_OUTPUT };
  const { status, stdout, stderr } = spawnSync(command, args, options);
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** The same, while this process goes on. */
export async function runAside(command, args, cwd) {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd,
    env: ENVIRONMENT,
    maxBuffer: MAX_OUTPUT,
  });
  return stdout;
}

function write(root, file, content) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), JSON.stringify(content));
}
