import { formatPlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import {
  findMissing,
  findVersion,
  isOlder,
  type Builder,
  type BuilderNode,
  type Machine,
  type Version,
} from '../../engines/index.js';
import { checkPlatform } from './check-platform.js';
import type { Check } from './diagnosis.js';
import type { Emulators } from './emulators.js';
import type { Machines } from './read-machines.js';

/** What is known of the machine, apart from what anything asks of it. */
export interface MachineFacts {
  readonly nodeVersion: string;
  readonly nxVersion: string | undefined;
  /** Of the client. */
  readonly dockerVersion: string | undefined;
  /** At least one. */
  readonly machines: Machines;
  readonly emulators: Emulators;
  readonly hostPlatform: Platform;
}

/** As package.json has them: from … to before …. */
const NODES: readonly (readonly [Version, Version])[] = [
  [
    [20, 19, 0],
    [21, 0, 0],
  ],
  [
    [22, 12, 0],
    [Infinity, 0, 0],
  ],
];
const NXES: typeof NODES = [
  [
    [22, 7, 0],
    [25, 0, 0],
  ],
];

/** What the machine can do. Nothing of it is `missing`: whether it is needed the targets say. */
export function checkMachine(facts: MachineFacts, platforms: readonly Platform[]): readonly Check[] {
  const { machines, emulators, hostPlatform } = facts;
  const all = [...machines];
  const builders = all.flatMap(([, { builder }]) => builder ?? []);
  return [
    checkVersion('Node', facts.nodeVersion, NODES, 'Use Node 20.19, 22.12 or newer.'),
    checkVersion('Nx', facts.nxVersion, NXES, 'Use Nx 22.7 to 24: nx migrate latest'),
    { name: 'embedded', state: 'ok', found: 'needs nothing of this machine' },
    ...all.slice(0, 1).flatMap(([, machine]) => describeDocker(facts.dockerVersion, machine)),
    ...builders.flatMap(describeBuilder),
    ...all.flatMap(([name, machine]) => checkBuildx(name, machine)),
    ...platforms.flatMap((platform) => checkPlatform(platform, builders, emulators, hostPlatform)),
  ];
}

function checkVersion(name: string, text: string | undefined, ranges: typeof NODES, fix: string): Check {
  const version = findVersion(text ?? '');
  const isRight = ranges.some(
    ([from, to]) => version !== undefined && !isOlder(version, from) && isOlder(version, to),
  );
  const found = text ?? 'its version is not known';
  return isRight ? { name, state: 'ok', found } : { name, state: 'warn', found, fix };
}

function describeDocker(clientVersion: string | undefined, { daemon, buildx }: Machine): readonly Check[] {
  const client = clientVersion === undefined ? [] : [fact('Docker', clientVersion)];
  const plugin = buildx === undefined ? [] : [fact('buildx', versionIn(buildx.version))];
  if (daemon === undefined) return [...client, ...plugin];
  const store = daemon.hasImageStore ? "images in containerd's store" : "images outside containerd's store";
  const own = `${daemon.version}, context ${daemon.context}, ${formatPlatform(daemon.platform)}, ${store}`;
  return [...client, fact('daemon', own), ...plugin];
}

function describeBuilder({ name, driver, nodes }: Builder): readonly Check[] {
  return [
    fact('builder', driver === '' ? name : `${name}, driver ${driver}`),
    ...nodes.map((node) => fact('node', describeNode(node))),
  ];
}

function describeNode({ name, endpoint, status, problem, buildkitVersion, platforms }: BuilderNode): string {
  // x86-64 has levels, of which no image is made here.
  const listed = platforms.filter(({ architecture, variant }) => architecture !== 'amd64' || !variant);
  const parts = [
    endpoint === '' || endpoint === name ? name : `${name} at ${endpoint}`,
    status,
    problem ?? '',
    buildkitVersion === undefined ? '' : `BuildKit ${buildkitVersion}`,
    ...listed.map(formatPlatform),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The same as a build finds, whatever it builds. */
function checkBuildx(builder: string | undefined, machine: Machine): readonly Check[] {
  const nothing = { platforms: [], target: undefined, buildArgs: {}, buildContexts: {} };
  const findings = findMissing(machine, { builder, ...nothing }, undefined);
  const name = 'engine buildx';
  if (findings.length === 0) return [{ name, state: 'ok', found: 'can be used' }];
  return findings.map(({ message, hint }) => ({ name, state: 'warn', found: message, fix: hint }));
}

function fact(name: string, found: string): Check {
  return { name, state: 'ok', found };
}

function versionIn(text: string): string {
  return findVersion(text)?.join('.') ?? text;
}
