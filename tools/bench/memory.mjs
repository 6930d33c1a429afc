import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { samplePeak } from './peak.mjs';
import { createBenchWorkspace, runAside } from './workspace.mjs';

const REGISTRY = 'localhost:5000';
const FILE_BYTES = 2 * 2 ** 30;
const MAX_EXTRA_BYTES = 90 * 2 ** 20;

/** The peak of memory of the process that runs the task, with a layer of 2 GiB, against an executor that does nothing. */
export async function memory() {
  const workspace = createBenchWorkspace();
  try {
    const folder = path.join(workspace.root, 'service');
    writeLargeService(folder);
    writeFileSync(
      path.join(folder, 'project.json'),
      JSON.stringify({ name: 'service', targets: workspace.targets('{projectRoot}') }),
    );
    const peakOf = (args) =>
      samplePeak(workspace.root, () => runAside('node_modules/.bin/nx', args, workspace.root));
    const noop = await peakOf(['run', 'service:noop']);
    const args = ['run', 'service:docker-multiarch', '--push', `--tags=${REGISTRY}/bench/memory:1`];
    const plugin = await peakOf([...args, '--no-cache']);
    const extra = plugin - noop;
    return {
      isWithinBounds: extra <= MAX_EXTRA_BYTES,
      lines: [
        'A service whose one layer holds a file of 2 GiB that does not compress, assembled for two platforms and pushed: the most memory that the process of the task ever had.',
        '',
        `- A no-op executor: ${mebibytes(noop)}; the plugin: ${mebibytes(plugin)}.`,
        `- Above the no-op: **${mebibytes(extra)}** (bound ${mebibytes(MAX_EXTRA_BYTES)}).`,
      ],
    };
  } finally {
    workspace.remove();
  }
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
