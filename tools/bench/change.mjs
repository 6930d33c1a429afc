import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatSeconds, measureInTurn, median } from './measure.mjs';
import { writeService } from './service.mjs';
import { createBenchWorkspace, run } from './workspace.mjs';

const REGISTRY = 'localhost:5000';
const BASE = `${REGISTRY}/library/busybox:1.35`;
const PLATFORMS = ['amd64', 'arm64'];
const ROUNDS = 9;
const MAX_BUILDX_RATIO = 0.35;
const MAX_CRANE_RATIO = 1.3;
const MAX_SIZE_RATIO = 1.05;

/**
 * One file changed of a service that only copies, for two platforms, pushed to a registry on the same machine: the embedded
 * engine against `docker buildx build --push`, and against tar, `crane append` and `crane index append`.
 */
export function change() {
  return withService((service) => {
    const prepare = () => writeFileSync(service.main, `// ${process.hrtime.bigint()}\n`);
    const names = { plugin: () => 'plugin', buildx: () => 'buildx', crane: () => 'crane' };
    measureInTurn(1, commandsOf(service, names, prepare));
    return reportChange(measureInTurn(ROUNDS, commandsOf(service, names, prepare)));
  });
}

/** The same into repositories that are new each time, the base being in another of the same registry. */
export function cold() {
  return withService((service) => {
    let round = 0;
    const prepare = () => {
      round++;
      writeFileSync(service.main, `// ${process.hrtime.bigint()}\n`);
    };
    const fresh = (name) => () => `${name}-${process.pid}-${round}`;
    const names = { plugin: fresh('plugin'), buildx: fresh('buildx'), crane: fresh('crane') };
    const times = measureInTurn(5, commandsOf(service, names, prepare));
    return reportCold(times, readBaseBytes(service));
  });
}

function withService(measure) {
  const workspace = createBenchWorkspace();
  try {
    const folder = path.join(workspace.root, 'service');
    const service = writeService(folder, BASE);
    const project = { name: 'service', targets: { ...workspace.targets('{projectRoot}') } };
    writeFileSync(path.join(folder, 'project.json'), JSON.stringify(project));
    return measure({ ...service, folder, root: workspace.root });
  } finally {
    workspace.remove();
  }
}

function commandsOf({ root }, names, prepare) {
  const nx = (target, ...args) => run('node_modules/.bin/nx', ['run', `service:${target}`, ...args], root);
  const name = (command) => `${REGISTRY}/bench/${names[command]()}`;
  return {
    plugin: { prepare, act: () => nx('docker-multiarch', '--push', `--tags=${name('plugin')}:1`) },
    buildx: { prepare, act: () => buildx(root, name('buildx')) },
    crane: { prepare, act: () => crane(root, name('crane')) },
    nx: { act: () => nx('noop') },
  };
}

function buildx(root, name) {
  const platforms = PLATFORMS.map((platform) => `linux/${platform}`).join(',');
  run(
    'docker',
    ['buildx', 'build', '--platform', platforms, '--push', '--tag', `${name}:1`, 'service'],
    root,
  );
}

function crane(root, name) {
  run('tar', ['--create', '--file', 'layer.tar', '--directory', 'service', 'app'], root);
  for (const platform of PLATFORMS) {
    const args = ['--platform', `linux/${platform}`, '--base', BASE, '--new_layer', 'layer.tar'];
    run('crane', ['append', '--insecure', ...args, '--new_tag', `${name}:${platform}`], root);
  }
  const children = PLATFORMS.flatMap((platform) => ['--manifest', `${name}:${platform}`]);
  run('crane', ['index', 'append', '--insecure', ...children, '--tag', `${name}:1`], root);
}

function reportChange(times) {
  const own = median(times.plugin) - median(times.nx);
  const ratios = { buildx: own / median(times.buildx), crane: own / median(times.crane) };
  const size = lastLayer(`${REGISTRY}/bench/plugin:1`) / lastLayer(`${REGISTRY}/bench/crane:1`);
  return {
    isWithinBounds:
      ratios.buildx <= MAX_BUILDX_RATIO && ratios.crane <= MAX_CRANE_RATIO && size <= MAX_SIZE_RATIO,
    lines: [
      'One of 4,000 files (35 MB) changed in a service that only copies; two platforms, pushed to a registry on the same machine. Median (least–most).',
      '',
      ...table(times),
      '',
      `- Beyond Nx's own start: **${ratios.buildx.toFixed(2)}×** buildx (bound ${MAX_BUILDX_RATIO}×), **${ratios.crane.toFixed(2)}×** tar and crane (bound ${MAX_CRANE_RATIO}×).`,
      `- The layer is **${size.toFixed(2)}×** as large as crane's (bound ${MAX_SIZE_RATIO}×).`,
    ],
  };
}

function reportCold(times, baseBytes) {
  return {
    isWithinBounds: baseBytes === 0,
    lines: [
      'The same service into a repository that is new each time; the base is in another repository of the registry. Median (least–most).',
      '',
      ...table(times),
      '',
      `- Bytes of base layers sent: **${baseBytes}** (bound 0).`,
    ],
  };
}

function table(times) {
  const row = (name, key) => `| ${name} | ${formatSeconds(times[key])} |`;
  return [
    '| | |',
    '| --- | --- |',
    row('`nx run service:docker-multiarch --push`', 'plugin'),
    row('`docker buildx build --push`', 'buildx'),
    row('`tar`, `crane append`, `crane index append`', 'crane'),
    row('Nx with a no-op executor', 'nx'),
  ];
}

/** What was sent beside the service's own layer and the configs of its platforms. */
function readBaseBytes({ root }) {
  const result = JSON.parse(readFileSync(path.join(root, 'dist/docker-multiarch/service.json'), 'utf8'));
  const { reference } = result.tags[0];
  const blobs = new Map();
  for (const child of manifestOf(reference).manifests) {
    const { config, layers } = manifestOf(`${reference.replace(/:[^:/]*$/, '')}@${child.digest}`);
    for (const blob of [config, layers.at(-1)]) blobs.set(blob.digest, blob.size);
  }
  return result.bytesSent - [...blobs.values()].reduce((sum, size) => sum + size, 0);
}

function lastLayer(reference) {
  const [child] = manifestOf(reference).manifests;
  return manifestOf(`${reference.replace(/:[^:/]*$/, '')}@${child.digest}`).layers.at(-1).size;
}

function manifestOf(reference) {
  return JSON.parse(run('crane', ['manifest', '--insecure', reference], '.'));
}
