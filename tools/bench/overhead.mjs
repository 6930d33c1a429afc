import { formatSeconds, measureInTurn, median } from './measure.mjs';
import { createBenchWorkspace, run } from './workspace.mjs';

const REGISTRY = 'localhost:5000';
const COLD_ROUNDS = 5;
const UNCHANGED_ROUNDS = 11;
const MAX_COLD_RATIO = 1.15;
const MAX_UNCHANGED_SECONDS = 0.6;

/**
 * What the plugin costs beyond Nx's own start, against `docker buildx build --push` of the same Dockerfile for the
 * same platforms, in one run. Needs `tools/engines/up`.
 */
export function overhead() {
  const workspace = createBenchWorkspace();
  try {
    const forget = () => run('docker', ['buildx', 'prune', '--all', '--force'], workspace.root);
    // The builder gets its bases from this registry too: it is the mirror of its daemon.
    const args = ['--push', `--tags=${REGISTRY}/bench/plugin:1`, `--mirrors=docker.io=${REGISTRY}`];
    const commands = (prepare, ...more) => ({
      plugin: { prepare, act: () => nx(workspace.root, 'docker-multiarch', ...args, ...more) },
      bare: { prepare, act: () => bare(workspace.root) },
      nx: { act: () => nx(workspace.root, 'noop') },
    });
    // Else what another round built would be found.
    const cold = measureInTurn(COLD_ROUNDS, commands(forget, '--cache.mode=off'));
    measureInTurn(1, commands());
    return report(cold, measureInTurn(UNCHANGED_ROUNDS, commands()));
  } finally {
    workspace.remove();
  }
}

function nx(root, target, ...args) {
  run('node_modules/.bin/nx', ['run', `greeter:${target}`, ...args], root);
}

function bare(root) {
  const platforms = 'linux/amd64,linux/arm64';
  run(
    'docker',
    ['buildx', 'build', '--platform', platforms, '--push', '--tag', `${REGISTRY}/bench/bare:1`, 'greeter'],
    root,
  );
}

function report(cold, unchanged) {
  const coldRatio = (median(cold.plugin) - median(cold.nx)) / median(cold.bare);
  const extra = median(unchanged.plugin) - median(unchanged.nx) - median(unchanged.bare);
  const row = (name, times) =>
    `| ${name} | ${formatSeconds(times.plugin)} | ${formatSeconds(times.bare)} | ${formatSeconds(times.nx)} |`;
  return {
    isWithinBounds: coldRatio <= MAX_COLD_RATIO && extra <= MAX_UNCHANGED_SECONDS,
    lines: [
      'One Go service, two platforms, pushed to a registry on the same machine. Median (least–most).',
      '',
      '| | `nx run greeter:docker-multiarch --push` | `docker buildx build --push` | Nx with a no-op executor |',
      '| --- | --- | --- | --- |',
      row('cold', cold),
      row('unchanged', unchanged),
      '',
      'Cold: nothing is in the builder, and the plugin looks nothing up. Unchanged: it finds its image in the registry.',
      '',
      `- Cold, beyond Nx's own start: **${coldRatio.toFixed(2)}×** bare buildx (bound ${MAX_COLD_RATIO}×).`,
      `- Unchanged, beyond Nx's own start: bare buildx **${extra >= 0 ? '+' : '−'}${Math.abs(extra).toFixed(2)} s** (bound +${MAX_UNCHANGED_SECONDS} s).`,
    ],
  };
}
