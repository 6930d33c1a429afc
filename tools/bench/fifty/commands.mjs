import { rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../workspace.mjs';
import { buildxLoop, nameOf, writeMain } from './services.mjs';

/** What takes minutes takes part in the first round only. */
const SLOW = { rounds: 1 };

/** What is measured in the workspace: for each row of the table the commands of its columns; `one` is a service's number. */
export function commandsOf(root, setup, one) {
  const all = Array.from({ length: setup.count }, (_, index) => index + 1);
  const nx = (...args) => run('node_modules/.bin/nx', args, root);
  const plugin = (...args) => nx(...args, '--push');
  const buildx = (numbers) => run('sh', ['-c', buildxLoop(numbers, setup)], root);
  const service = nameOf(one);
  const fifty = {
    plugin: { act: () => plugin('run-many', '-t', 'docker-multiarch') },
    container: { act: () => nx('run-many', '-t', 'container'), ...SLOW },
    buildx: { act: () => buildx(all), ...SLOW },
  };
  const floor = { act: () => nx('run-many', '-t', 'noop-batch') };
  const change = () => writeMain(root, one, `// ${process.hrtime.bigint()}\n`.repeat(80));
  return {
    one: {
      plugin: { act: () => plugin('run', `${service}:docker-multiarch`) },
      container: { act: () => nx('run', `${service}:container`) },
      buildx: { act: () => buildx([one]) },
      floor: { act: () => nx('run', `${service}:noop`) },
    },
    unchanged: { ...fifty, floor },
    changed: { ...withPrepare(fifty, change), floor },
    cold: { ...withPrepare(fifty, () => forget(root)), floor },
  };
}

function withPrepare(commands, prepare) {
  return Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, { ...command, prepare }]),
  );
}

/** Drops what the builder and the plugin remember on this machine. */
function forget(root) {
  run('docker', ['buildx', 'prune', '--all', '--force'], root);
  rmSync(path.join(root, 'node_modules/.cache/nx-docker-multiarch'), { recursive: true, force: true });
}
