import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import path from 'node:path';
import { createBenchWorkspace, run } from './workspace.mjs';

const REGISTRY = 'localhost:5000';
const FILE_BYTES = 2 * 2 ** 30;
const MAX_EXTRA_BYTES = 90 * 2 ** 20;

/** Runs the executor as Nx's task process does, or nothing, and writes the most memory that the process ever had. */
const TASK = `
  const [, executor, file] = process.argv;
  const context = {
    root: process.cwd(),
    projectName: 'service',
    isVerbose: false,
    projectsConfigurations: { version: 2, projects: { service: { root: 'service' } } },
  };
  const options = { context: 'service', push: true, tags: ['${REGISTRY}/bench/memory:1'] };
  require(executor)
    .default(options, context)
    .then(({ success }) => {
      if (!success) process.exitCode = 1;
      require('node:fs').writeFileSync(file, String(process.resourceUsage().maxRSS * 1024));
    });
`;

/** The peak of memory with a layer of 2 GiB, pushed, against an executor that does nothing. */
export function memory() {
  const workspace = createBenchWorkspace();
  try {
    writeLargeService(path.join(workspace.root, 'service'));
    const bundle = 'node_modules/nx-docker-multiarch/dist/bundle/build.js';
    const noop = measure(workspace.root, 'noop/noop.js');
    const plugin = measure(workspace.root, bundle);
    const extra = plugin - noop;
    return {
      isWithinBounds: extra <= MAX_EXTRA_BYTES,
      lines: [
        'A service whose one layer holds a file of 2 GiB that does not compress, assembled for two platforms and pushed: the most memory that the process ever had.',
        '',
        `- A no-op executor: ${mebibytes(noop)}; the plugin: ${mebibytes(plugin)}.`,
        `- Above the no-op: **${mebibytes(extra)}** (bound ${mebibytes(MAX_EXTRA_BYTES)}).`,
      ],
    };
  } finally {
    workspace.remove();
  }
}

function measure(root, executor) {
  const file = path.join(root, 'peak');
  writeFileSync(path.join(root, 'noop/noop.js'), 'exports.default = async () => ({ success: true });\n');
  run('node', ['-e', TASK, path.join(root, executor), file], root);
  return Number(readFileSync(file, 'utf8'));
}

function writeLargeService(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY large /large\n');
  const piece = randomFillSync(Buffer.alloc(64 * 2 ** 20));
  const file = openSync(path.join(folder, 'large'), 'w');
  for (let written = 0; written < FILE_BYTES; written += piece.length) {
    // Repeated farther apart than deflate looks back, it stays random.
    writeSync(file, piece);
  }
  closeSync(file);
}

function mebibytes(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
