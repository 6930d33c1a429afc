import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createBenchWorkspace, run } from './workspace.mjs';

const REGISTRY = 'localhost:5000';
const FILE_BYTES = 2 * 2 ** 30;
const MAX_EXTRA_BYTES = 90 * 2 ** 20;

/** The peak of memory of the process that runs the task, with a layer of 2 GiB, against an executor that does nothing. */
export function memory() {
  const workspace = createBenchWorkspace();
  try {
    const folder = path.join(workspace.root, 'service');
    writeLargeService(folder);
    writeFileSync(
      path.join(folder, 'project.json'),
      JSON.stringify({ name: 'service', targets: workspace.targets('{projectRoot}') }),
    );
    const noop = measurePeak(workspace.root, ['run', 'service:noop']);
    const args = ['run', 'service:docker-multiarch', '--push', `--tags=${REGISTRY}/bench/memory:1`];
    const plugin = measurePeak(workspace.root, [...args, '--no-cache']);
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

/** The most memory, in bytes, that the process in which Nx runs a task had. */
export function measurePeak(root, args) {
  const [peaks, hook] = ['peaks', 'peak.cjs'].map((name) => path.join(root, name));
  // Not resourceUsage(): its maximum begins with the memory of the process that started this one.
  writeFileSync(
    hook,
    `const { appendFileSync, readFileSync } = require('node:fs');
process.on('exit', () => {
  const [, kilobytes] = /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  appendFileSync(${JSON.stringify(peaks)}, process.argv[1] + '\\t' + kilobytes + '\\n');
});\n`,
  );
  rmSync(peaks, { force: true });
  run('node_modules/.bin/nx', args, root, { NODE_OPTIONS: `--require ${hook}` });
  const lines = readFileSync(peaks, 'utf8').trim().split('\n');
  const tasks = lines
    .map((line) => line.split('\t'))
    .filter(([program]) => /run-executor|run-batch/.test(program));
  if (tasks.length === 0) throw new Error(`no process of a task among:\n${lines.join('\n')}`);
  return Math.max(...tasks.map(([, kilobytes]) => Number(kilobytes))) * 1024;
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
