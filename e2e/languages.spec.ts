import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expectSuccess, succeed } from './support/command.js';
import { describeWith, REGISTRY } from './support/engines.js';
import { NATIVE, servePackages, type PackageServer } from './support/package-server.js';
import { craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { createWorkspace, REPOSITORY_ROOT, type Workspace } from './support/workspace.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const RUN_ID = Date.now().toString(36);
const GOLDEN = path.join(REPOSITORY_ROOT, 'packages/nx-docker-multiarch/src/generators/dockerfile/golden');
const BUSYBOX = `${REGISTRY}/library/busybox:1.35`;
const both = (image: string): readonly string[] => [`--base=${image}`, `--builderBase=${image}`];
const NODE = `${REGISTRY}/nxdm/node:22`;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly options: readonly string[];
  /** Of the build, given the packages' server. */
  readonly build?: (packages: string) => readonly string[];
  /** What the image prints, by Docker's name of the architecture. */
  readonly prints: (architecture: string) => string;
  /** Instead of the image's own arguments. */
  readonly command?: readonly string[];
  /** Whether the image is made without any `RUN`, by the embedded engine. */
  readonly embedded?: boolean;
}

const GO_MAIN = `package main

import (
	"fmt"
	"runtime"
)

func main() { fmt.Println(runtime.GOOS + "/" + runtime.GOARCH) }
`;
const NODE_MAIN =
  "console.log(process.arch, require('native-' + process.arch), require('fs').existsSync('.npmrc'));";
const MEMBERS = ['library', 'shared'];
const NEEDS_SHARED = { name: 'library', dependencies: { '@acme/shared': '*' } };
const SHARED = { name: '@acme/shared' };
const GO_PARTS = GO_MAIN.replace('"runtime"', '"example.com/acme/internal/where"').replace(
  /fmt\.Println\(.*\)/,
  'fmt.Println(where.Am)',
);
const PYTHON_MAIN = 'import native, platform\nprint(platform.machine(), native.MACHINE)\n';
const BUILD = "fs.mkdirSync('dist'); fs.writeFileSync('dist/index.html', 'front end')";
const SERVE = [
  'sh',
  '-c',
  'nginx >/dev/null; sleep 1; wget -q -O - http://127.0.0.1:8080/any/page; uname -m',
];
const MACHINES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };
const NETWORK = ['--network=host'];

const CASES: Readonly<Record<string, Case>> = {
  go: {
    files: { 'go.mod': 'module example.com/api\n\ngo 1.19\n', 'main.go': GO_MAIN },
    options: ['--builderBase=golang:1.19', '--port=8080'],
    prints: (architecture) => `linux/${architecture}`,
  },
  // The module is the whole workspace, which no other project is taken for Go by.
  'go-package': {
    files: {
      '../go.mod': 'module example.com/acme\n\ngo 1.19\n',
      '../internal/where/where.go':
        'package where\n\nimport "runtime"\n\nvar Am = runtime.GOOS + "/" + runtime.GOARCH\n',
      'main.go': GO_PARTS,
    },
    options: ['--builderBase=golang:1.19'],
    prints: (architecture) => `linux/${architecture}`,
  },
  node: {
    files: {
      'package.json': JSON.stringify({ name: 'api', version: '1.0.0', optionalDependencies: NATIVE }),
      'index.js': NODE_MAIN,
      '.npmrc': '//registry.example.com/:_authToken=secret\n',
    },
    options: [...both(NODE), '--port=3000', '--mirror'],
    build: (packages) => [...NETWORK, `--buildArgs=NPM_CONFIG_REGISTRY=${packages}/`],
    prints: (architecture) => `${Array(2).fill(architecture.replace('amd64', 'x64')).join(' ')} false`,
  },
  library: {
    files: {
      'package.json': JSON.stringify(NEEDS_SHARED),
      'index.js': "console.log(process.arch, require('@acme/shared'));",
      '../shared/package.json': JSON.stringify(SHARED),
      '../shared/index.js': "module.exports = 'shared';",
      '../package.json': JSON.stringify({ name: 'outside', workspaces: MEMBERS }),
      '../package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { name: 'outside', workspaces: MEMBERS },
          'node_modules/@acme/shared': { resolved: 'shared', link: true },
          'node_modules/library': { resolved: 'library', link: true },
          library: NEEDS_SHARED,
          shared: SHARED,
        },
      }),
    },
    options: both(NODE),
    prints: (architecture) => `${architecture.replace('amd64', 'x64')} shared`,
  },
  static: {
    files: {
      'index.html': '',
      'vite.config.js': '',
      'package.json': JSON.stringify({ name: 'web', scripts: { build: `node -e "${BUILD}"` } }),
      'package-lock.json': '{"name":"web","lockfileVersion":3,"packages":{"":{"name":"web"}}}',
    },
    options: [`--base=${REGISTRY}/nxdm/nginx:1.22`, `--builderBase=${NODE}`],
    prints: (architecture) => `front end${MACHINES[architecture]}`,
    command: SERVE,
  },
  python: {
    files: { 'requirements.txt': 'native==1.0\n', 'main.py': PYTHON_MAIN },
    options: [...both(`${REGISTRY}/nxdm/python:3.11`), '--mirror'],
    build: (packages) => [...NETWORK, `--buildArgs=PIP_INDEX_URL=${packages}/simple/`],
    prints: (architecture) => Array(2).fill(MACHINES[architecture]).join(' '),
  },
  generic: {
    files: Object.fromEntries(
      ['amd64', 'arm64'].map((name) => [
        `../dist/generic/linux-${name}/generic`,
        `#!/bin/sh\necho ${name}\n`,
      ]),
    ),
    options: ['--language=generic', `--base=${BUSYBOX}`],
    prints: (architecture) => architecture,
    embedded: true,
  },
  prebuilt: {
    files: { 'package.json': '{}', '../dist/prebuilt/main.js': 'console.log(process.arch)' },
    options: ['--prebuilt', `--base=${NODE}`],
    prints: (architecture) => architecture.replace('amd64', 'x64'),
    embedded: true,
  },
};

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'language-images', 'qemu-arm64', 'crane'],
  'the Dockerfile that is generated for',
  () => {
    let workspace: Workspace;
    let packages: PackageServer;

    beforeAll(async () => {
      [workspace, packages] = await Promise.all([createWorkspace(), servePackages()]);
    });
    afterAll(async () => {
      await workspace?.remove();
      await packages?.close();
    });

    it.each(Object.entries(CASES))('%s', async (project, sample) => {
      await addService(workspace, project, sample, packages.lockFile);
      const generated = await workspace.nx([
        ...['g', 'nx-docker-multiarch:dockerfile', project],
        ...sample.options,
      ]);
      expectSuccess(generated);
      const dockerfile = `${project}/Dockerfile`;
      await succeed('docker', ['buildx', 'build', '--check', '--file', dockerfile, '.'], {
        cwd: workspace.root,
      });
      const name = `${REGISTRY}/languages-${RUN_ID}/${project}:1`;
      const built = await workspace.nx([
        ...['run', `${project}:docker-multiarch`, '--push', `--tags=${name}`],
        ...(sample.build?.(packages.address) ?? []),
      ]);
      expectSuccess(built);
      expect(emulatedSteps(built.output)).toEqual([]);
      expect(built.output.includes('engine embedded')).toBe(sample.embedded ?? false);
      if (!sample.embedded) expect(built.output).toMatch(/\[linux\/\S+ [^\]]*\] RUN/);
      expect(platformsOf(await craneManifest(name))).toEqual(PLATFORMS);
      for (const platform of PLATFORMS) {
        expect(await runImage(name, platform, sample.command)).toBe(
          sample.prints(platform.replace('linux/', '')),
        );
      }
    });

    it('nothing changes when it is generated again', async () => {
      const { output, exitCode } = await workspace.nx([
        ...['g', 'nx-docker-multiarch:dockerfile', 'go', '--builderBase=golang:1.19', '--port=8080'],
      ]);
      expectSuccess({ output, exitCode });
      expect(output).toContain('go/Dockerfile: is so already');
      expect(output).not.toMatch(/^(?:CREATE|UPDATE|DELETE) /m);
    });

    it.each(readdirSync(GOLDEN).filter((file) => file.endsWith('.dockerfile')))(
      'each project is accepted by BuildKit: %s',
      (file) => check(readFileSync(path.join(GOLDEN, file), 'utf8')),
    );
  },
);

async function addService(
  workspace: Workspace,
  project: string,
  { files }: Case,
  lockFile: string,
): Promise<void> {
  const paths = Object.entries(files).map(([file, text]) => [path.posix.join(project, file), text]);
  await workspace.addProject(project, project === 'node' ? { 'package-lock.json': lockFile } : {});
  await workspace.write(Object.fromEntries(paths) as Record<string, string>);
}

/** The steps that ran on another platform than this machine's. */
function emulatedSteps(output: string): readonly string[] {
  const own = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
  return [...output.matchAll(/\[(linux\/[^\s\]>]+)(?:->\S+)? [^\]]*\] RUN.*/g)].flatMap(([step, platform]) =>
    platform === own ? [] : [step],
  );
}

/** BuildKit's own checks; it is given a busybox for every base, since it wants to see them. */
async function check(text: string): Promise<void> {
  const bases = [...text.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].flatMap(([, name = '']) =>
    name === 'scratch' ? [] : [name.replace('${REGISTRY}', '')],
  );
  const contexts = bases.flatMap((name) => ['--build-context', `${name}=docker-image://${BUSYBOX}`]);
  await succeed('docker', ['buildx', 'build', '--check', ...contexts, '-'], { input: text });
}
