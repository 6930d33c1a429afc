import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NX_VERSION = '23.2.1';

/** A workspace outside this one with the packed plugin, greeter, and a no-op executor to tell Nx's own time by. */
export function createBenchWorkspace() {
  const root = mkdtempSync(path.join(tmpdir(), 'nxdm-bench-'));
  run('npm', ['run', 'build'], ROOT);
  const packages = ['oci', 'nx-docker-multiarch'].map((name) => path.join(ROOT, 'packages', name));
  run('npm', ['pack', '--pack-destination', root, ...packages], ROOT);
  write(root, 'package.json', { name: 'bench', private: true });
  write(root, 'nx.json', { analytics: false, neverConnectToCloud: true });
  const tarballs = ['nx-docker-multiarch-oci-0.1.0.tgz', 'nx-docker-multiarch-0.1.0.tgz'].map((name) =>
    path.join(root, name),
  );
  run('npm', ['install', '--no-audit', '--no-fund', `nx@${NX_VERSION}`, ...tarballs], root);
  cpSync(path.join(ROOT, 'examples/greeter'), path.join(root, 'greeter'), { recursive: true });
  write(root, 'greeter/project.json', { name: 'greeter', targets: targets('{projectRoot}') });
  write(root, 'noop/package.json', { name: 'noop', executors: './executors.json' });
  write(root, 'noop/executors.json', {
    executors: { noop: { implementation: './noop.js', schema: './schema.json' } },
  });
  write(root, 'noop/schema.json', { version: 2, type: 'object', properties: {} });
  writeFileSync(path.join(root, 'noop/noop.js'), 'module.exports = async () => ({ success: true });\n');
  return { root, targets, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** The targets of a project that is measured: its image, and nothing. */
function targets(context) {
  return {
    'docker-multiarch': { executor: 'nx-docker-multiarch:build', options: { context } },
    noop: { executor: './noop:noop' },
  };
}

/** Runs a command that must succeed. */
export function run(command, args, cwd) {
  const env = { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', CI: 'true' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

function write(root, file, content) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), JSON.stringify(content));
}
