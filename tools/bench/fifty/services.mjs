import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../workspace.mjs';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const FILES = 20;

/**
 * Services that only copy, each a project with 20 small files and a main one of 2 kB, the content of each its own and of
 * this run, in a git repository; each with the plugin's target, its peer's, and two that do nothing.
 */
export function writeServices(root, { count, registry, repository }) {
  rmSync(path.join(root, 'greeter'), { recursive: true, force: true });
  for (let number = 1; number <= count; number++) {
    const name = nameOf(number);
    const folder = path.join(root, 'services', name);
    mkdirSync(path.join(folder, 'app/lib'), { recursive: true });
    for (let file = 0; file < FILES; file++)
      writeFileSync(
        path.join(folder, `app/lib/${file}.js`),
        textOf(`${repository} ${name} ${file}`, 100 + file * 40),
      );
    writeMain(root, number, textOf(`${repository} ${name}`, 2_000));
    const dockerfile = `FROM ${registry}/library/busybox:1.35\nCOPY app /app\nCMD ["/app/main.js"]\n`;
    writeFileSync(path.join(folder, 'Dockerfile'), dockerfile);
    const tag = (peer) => `${registry}/${repository}/${peer}/${name}:1`;
    writeFileSync(path.join(folder, 'project.json'), JSON.stringify({ name, targets: targetsOf(name, tag) }));
  }
  commit(root);
}

export const nameOf = (number) => `svc-${number}`;

/** Gives a service a main file of this text. */
export function writeMain(root, number, text) {
  writeFileSync(path.join(root, 'services', nameOf(number), 'app/main.js'), text);
}

/** `docker buildx build` of these services one after the other, as a shell's loop has it, that stops at the first failure. */
export function buildxLoop(numbers, { registry, repository }) {
  const folder = 'services/$service';
  const tag = `${registry}/${repository}/buildx/$service:1`;
  const build = `docker buildx build --platform ${PLATFORMS} --provenance false --push --tag ${tag} ${folder}`;
  return `set -e; for service in ${numbers.map(nameOf).join(' ')}; do ${build}; done`;
}

function targetsOf(name, tag) {
  const context = `services/${name}`;
  return {
    'docker-multiarch': {
      executor: 'nx-docker-multiarch:build',
      options: { context, platforms: PLATFORMS, tags: [tag('plugin')] },
    },
    container: {
      executor: '@nx-tools/nx-container:build',
      options: {
        ...{ engine: 'docker', context, file: `${context}/Dockerfile`, platforms: PLATFORMS },
        // All make the same: an attestation holds times, and would have to be pushed anew each time.
        ...{ provenance: 'false', push: true, tags: [tag('nx-container')] },
      },
    },
    noop: { executor: './noop:noop' },
    'noop-batch': { executor: './noop:batch' },
  };
}

function textOf(seed, bytes) {
  return `// ${seed}\n`.repeat(Math.ceil(bytes / (seed.length + 4))).slice(0, bytes);
}

function commit(root) {
  writeFileSync(path.join(root, '.gitignore'), 'node_modules\n.nx\ndist\n*.tgz\n');
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  run('git', ['init', '--quiet'], root);
  run('git', ['add', '.'], root);
  run('git', [...author, 'commit', '--quiet', '--message', 'Services'], root);
}
