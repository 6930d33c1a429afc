import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../plan/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import type { Daemon } from '../docker-info.js';
import { findMissing } from './findings.js';
import type { Builder, BuilderNode } from './inspect.js';
import type { Machine } from './machine.js';

const NODE: BuilderNode = {
  name: 'n0',
  endpoint: 'default',
  status: 'running',
  problem: undefined,
  buildkitVersion: 'v0.25.1',
  platforms: ['linux/amd64', 'linux/arm64'].map(parsePlatform),
};

const node = (changes: Partial<BuilderNode> = {}): BuilderNode => ({ ...NODE, ...changes });

function builder(driver: string, ...nodes: readonly BuilderNode[]): Builder {
  return { name: 'b', driver, problem: undefined, nodes: nodes.length === 0 ? [NODE] : nodes };
}

const DAEMON: Daemon = {
  context: 'default',
  version: '28.5.2+dfsg4',
  platform: parsePlatform('linux/amd64'),
  hasImageStore: true,
};

const GOOD: Machine = {
  hasDocker: true,
  buildx: { version: 'github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4', program: undefined },
  daemon: DAEMON,
  builder: builder('docker', node({ buildkitVersion: 'v0.0.0+unknown' })),
  complaint: '',
};

/** Each finding as one text. */
function found(changes: Partial<Machine>, plan: Partial<BuildPlan> = {}): readonly string[] {
  const findings = findMissing({ ...GOOD, ...changes }, samplePlan(plan), undefined);
  return findings.map(({ severity, message, hint }) => `${severity}: ${message}. ${hint}`);
}

const idle = { status: 'inactive', buildkitVersion: undefined, platforms: [] };
const silent = { status: '', problem: 'no route', buildkitVersion: undefined, platforms: [] };
const daemonOf = (version: string): Daemon => ({ ...DAEMON, version });
const amd64Only = { platforms: [parsePlatform('linux/amd64')] };
/** The daemon of another context, as `docker buildx inspect` shows it. */
const elsewhere = (changes: Partial<BuilderNode> = {}): Builder =>
  builder('docker', node({ endpoint: 'far', ...changes }));

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
        builder: builder('remote', node(amd64Only), node({ platforms: [parsePlatform('linux/arm64')] })),
      },
    ],
    [
      'a node that has not said yet what it builds for, beside one that has',
      { builder: builder('docker-container', node(amd64Only), node({ ...idle, name: 'n1' })) },
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
      { builder: builder('docker', node(idle)), daemon: undefined },
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
      { daemon: { ...DAEMON, hasImageStore: false } },
      [
        "error: The Docker daemon keeps images outside containerd's store",
        '"containerd-snapshotter": true',
        'docker buildx create --use --driver docker-container',
      ],
    ],
    [
      'a remote node that does not run',
      { builder: builder('remote', node(idle)) },
      ['error: Node n0 of builder b does not answer at default'],
    ],
    [
      'one of two nodes that does not run',
      { builder: builder('remote', NODE, node({ ...idle, name: 'n1' })) },
      ['warning: Node n1 of builder b does not answer'],
    ],
    [
      'a node with a problem',
      { builder: builder('docker-container', node({ problem: 'no route' })) },
      ['error: Node n0 of builder b does not answer at default (no route)'],
    ],
    [
      'CVE-2024-23651: an old BuildKit',
      { builder: builder('remote', node({ buildkitVersion: 'v0.12.4' })) },
      ['error: BuildKit v0.12.4 of builder b is too old', 'CVE-2024-23651'],
    ],
    [
      'CVE-2024-23651: an old Docker',
      { daemon: daemonOf('24.0.8') },
      ['error: Docker 24.0.8 is too old', 'CVE-2024-23651', '25.0.2'],
    ],
    [
      'CVE-2024-23651: an old Docker of the next line',
      { daemon: daemonOf('25.0.1') },
      ['error: Docker 25.0.1 is too old'],
    ],
    [
      'a BuildKit that does not say its version',
      { builder: builder('remote', node({ buildkitVersion: 'v0.0.0+unknown' })) },
      ['warning: BuildKit v0.0.0+unknown of builder b does not say its version', '0.12.5'],
    ],
    [
      'a platform that is not listed',
      { builder: builder('remote', node(amd64Only)) },
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

  it.each<[string, Partial<Machine>, readonly string[]]>([
    [
      'a node that does not answer, an old BuildKit and a platform that the rest do not list',
      {
        builder: builder(
          'docker-container',
          node({ ...amd64Only, buildkitVersion: 'v0.12.4' }),
          node({ ...silent, name: 'n1' }),
        ),
      },
      [
        'warning: Node n1 of builder b does not answer',
        'error: BuildKit v0.12.4 of builder b is too old',
        'warning: Builder b does not list linux/arm64',
      ],
    ],
    [
      'a platform that only a silent node lists',
      { builder: builder('remote', node(amd64Only), node({ name: 'n1', problem: 'no route' })) },
      ['warning: Node n1 of builder b', 'warning: Builder b does not list linux/arm64'],
    ],
    [
      'an old buildx, an old Docker without the image store and a platform',
      {
        buildx: { version: 'v0.12.1', program: undefined },
        daemon: { ...daemonOf('23.0.1'), hasImageStore: false },
        builder: builder('docker', node(amd64Only)),
      },
      [
        'error: buildx 0.12.1',
        'error: The Docker daemon keeps images outside',
        'error: Docker 23.0.1 is too old',
        'warning: Builder b does not list linux/arm64',
      ],
    ],
    [
      'two nodes that both do not answer',
      { builder: builder('remote', node(silent), node({ ...silent, name: 'n1' })) },
      ['error: Node n0', 'error: Node n1'],
    ],
  ])('speaks of all at once: %s', (_title, machine, starts) => {
    expect(found(machine)).toEqual(starts.map((start) => expect.stringMatching(`^${start}`) as string));
  });

  const UNKNOWN_STORE = 'warning: Builder b is the daemon of another Docker context';

  it.each<[string, Partial<Machine>, readonly string[]]>([
    [
      "not by this one's age and store",
      { builder: elsewhere(), daemon: { ...daemonOf('20.10.1'), hasImageStore: false } },
      [],
    ],
    ['though no daemon answers here', { builder: elsewhere(), daemon: undefined }, []],
    [
      'its old BuildKit, whatever runs here',
      { builder: elsewhere({ buildkitVersion: 'v0.11.6' }) },
      ['error: BuildKit v0.11.6 of builder b is too old'],
    ],
    [
      'its BuildKit of unknown version',
      { builder: elsewhere({ buildkitVersion: 'v0.0.0+unknown' }) },
      ['warning: BuildKit v0.0.0.unknown of builder b does not say its version'],
    ],
  ])('judges the daemon of another context by what buildx says of it: %s', (_title, machine, starts) => {
    const wanted = [UNKNOWN_STORE, ...starts];
    expect(found(machine)).toEqual(wanted.map((start) => expect.stringMatching(`^${start}`) as string));
  });

  it('names a builder that is not there, and how to create it', () => {
    const machine = { builder: undefined, complaint: 'no builder "farm" found' };
    expect(found(machine, { builder: 'farm' })).toEqual([
      'error: There is no builder farm. Create it: docker buildx create --name farm --driver docker-container',
    ]);
  });

  it.each([
    ['the current builder', undefined, "The current builder can't be used"],
    ['a builder that is there', 'farm', "Builder farm can't be used"],
  ])('passes on why %s can not be used', (_title, name, start) => {
    const complaint = 'failed to initialize builder farm (farm1): no route';
    const findings = found({ builder: undefined, complaint }, { builder: name });
    expect(findings).toEqual([expect.stringContaining(`error: ${start}: ${complaint}`)]);
    expect(findings[0]).not.toContain('create');
  });
});
