import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../plan/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import { findMissing } from './findings.js';
import type { Builder, BuilderNode } from './inspect.js';
import type { Machine } from './machine.js';

const NODE: BuilderNode = {
  name: 'n0',
  endpoint: 'tcp://127.0.0.1:1234',
  status: 'running',
  problem: undefined,
  buildkitVersion: 'v0.25.1',
  platforms: ['linux/amd64', 'linux/arm64'].map(parsePlatform),
};

const node = (changes: Partial<BuilderNode> = {}): BuilderNode => ({ ...NODE, ...changes });

function builder(driver: string, ...nodes: readonly BuilderNode[]): Builder {
  return { name: 'b', driver, problem: undefined, nodes: nodes.length === 0 ? [NODE] : nodes };
}

const GOOD: Machine = {
  hasDocker: true,
  buildx: { version: 'github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4', program: undefined },
  daemon: { version: '28.5.2+dfsg4', hasImageStore: true },
  builder: builder('docker', node({ buildkitVersion: 'v0.0.0+unknown' })),
  complaint: '',
};

/** Each finding as one text. */
function found(changes: Partial<Machine>, plan: Partial<BuildPlan> = {}): readonly string[] {
  const findings = findMissing({ ...GOOD, ...changes }, samplePlan(plan));
  return findings.map(({ severity, message, hint }) => `${severity}: ${message}. ${hint}`);
}

const idle = { status: 'inactive', buildkitVersion: undefined, platforms: [] };
const daemonOf = (version: string) => ({ version, hasImageStore: true });

describe('findMissing', () => {
  it.each<[string, Partial<Machine>]>([
    ['a daemon with the image store, whose BuildKit is of unknown version', {}],
    ['a remote builder, though no daemon runs', { builder: builder('remote'), daemon: undefined }],
    ['a container that the build will start', { builder: builder('docker-container', node(idle)) }],
    [
      'a builder outside of Docker, whatever the daemon',
      { builder: builder('kubernetes'), daemon: daemonOf('20.10.1') },
    ],
    [
      'Docker 24.0.9, whose BuildKit 0.11 is mended',
      {
        daemon: daemonOf('24.0.9'),
        builder: builder('docker', node({ buildkitVersion: 'v0.11.7+d3e6c1360f6e' })),
      },
    ],
    [
      'a buildx that does not say its version',
      { buildx: { version: 'github.com/docker/buildx master', program: undefined } },
    ],
    [
      'two nodes of one platform each',
      {
        builder: builder(
          'remote',
          node({ platforms: [parsePlatform('linux/amd64')] }),
          node({ platforms: [parsePlatform('linux/arm64')] }),
        ),
      },
    ],
  ])('has nothing to say of %s', (_title, machine) => {
    expect(found(machine)).toEqual([]);
  });

  it.each<[string, Partial<Machine>, readonly string[]]>([
    [
      'no docker',
      { hasDocker: false, buildx: undefined, builder: undefined, daemon: undefined },
      ['error: There is no docker program', 'https://docs.docker.com/engine/install'],
    ],
    [
      'no buildx',
      { buildx: undefined, builder: undefined },
      ['error: Docker has no buildx plugin', 'apt-get install docker-buildx'],
    ],
    [
      'an old buildx',
      { buildx: { version: 'github.com/docker/buildx v0.12.1 30feaa1', program: undefined } },
      ['error: buildx 0.12.1 is older than 0.13.0'],
    ],
    [
      'no daemon',
      { builder: builder('docker'), daemon: undefined },
      ['error: The Docker daemon does not answer', 'systemctl start docker'],
    ],
    [
      'no daemon, as buildx sees it',
      {
        builder: { name: 'default', driver: '', problem: 'Cannot connect to it', nodes: [] },
        daemon: undefined,
      },
      ['error: The Docker daemon does not answer (Cannot connect to it)'],
    ],
    [
      'images outside the image store',
      { daemon: { version: '28.5.2', hasImageStore: false } },
      [
        "error: The Docker daemon keeps images outside containerd's store",
        '"containerd-snapshotter": true',
        'docker buildx create --use --driver docker-container',
      ],
    ],
    [
      'a remote node that does not run',
      { builder: builder('remote', node(idle)) },
      ['error: Node n0 of builder b does not answer at tcp://127.0.0.1:1234'],
    ],
    [
      'one of two nodes that does not run',
      { builder: builder('remote', NODE, node({ ...idle, name: 'n1' })) },
      ['warning: Node n1 of builder b does not answer'],
    ],
    [
      'a node with a problem',
      { builder: builder('docker-container', node({ problem: 'no route' })) },
      ['error: Node n0 of builder b does not answer at tcp://127.0.0.1:1234 (no route)'],
    ],
    [
      'an old BuildKit',
      { builder: builder('remote', node({ buildkitVersion: 'v0.12.4' })) },
      ['error: BuildKit v0.12.4 of builder b is too old', 'CVE-2024-23651'],
    ],
    [
      'an old Docker',
      { daemon: daemonOf('24.0.8') },
      ['error: Docker 24.0.8 is too old', 'CVE-2024-23651', '25.0.2'],
    ],
    ['an old Docker of the next line', { daemon: daemonOf('25.0.1') }, ['error: Docker 25.0.1 is too old']],
    [
      'a BuildKit that does not say its version',
      { builder: builder('remote', node({ buildkitVersion: 'v0.0.0+unknown' })) },
      ['warning: BuildKit v0.0.0+unknown of builder b does not say its version', '0.12.5'],
    ],
    [
      'a platform that is not listed',
      { builder: builder('remote', node({ platforms: [parsePlatform('linux/amd64')] })) },
      [
        'warning: Builder b does not list linux/arm64',
        'docker run --privileged --rm tonistiigi/binfmt --install arm64',
      ],
    ],
  ])('speaks of %s', (_title, machine, parts) => {
    const findings = found(machine);
    expect(findings).toHaveLength(1);
    for (const part of parts) expect(findings[0]).toContain(part);
  });

  it('names a builder that is not there, and how to create it', () => {
    const machine = { builder: undefined, complaint: 'no builder "farm" found' };
    expect(found(machine, { builder: 'farm' })).toEqual([
      'error: There is no builder "farm" (no builder "farm" found). Create it: docker buildx create --name farm --driver docker-container',
    ]);
  });

  it('passes on why the current builder can not be used', () => {
    const [finding] = found({ builder: undefined, complaint: 'context "x" does not exist' });
    expect(finding).toContain('context "x" does not exist');
  });
});
