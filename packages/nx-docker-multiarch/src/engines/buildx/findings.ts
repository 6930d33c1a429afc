import type { Dockerfile } from '../../context/dockerfile/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { Daemon } from '../docker-info.js';
import type { Finding } from '../engine.js';
import type { Builder, BuilderNode } from './inspect.js';
import type { Machine } from './machine.js';
import { checkPlatforms, type RunningPlan } from './platform-findings.js';
import { findVersion, isOlder, type Version } from './version.js';

/** The oldest with every flag used here (`--annotation` came with 0.12) that a distribution still ships (Debian 13). */
const MIN_BUILDX: Version = [0, 13, 0];
/** CVE-2024-23651 is mended from here on. */
const MIN_BUILDKIT: Version = [0, 12, 5];
/** The same in Docker: 24.0.9, and 25.0.2 of the next line. */
const MIN_DOCKER_24: Version = [24, 0, 9];
const DOCKER_25: Version = [25, 0, 0];
const MIN_DOCKER_25: Version = [25, 0, 2];

/** What of a plan asks something of a machine. */
type MachinePlan = RunningPlan & Pick<BuildPlan, 'builder'>;

const OWN_BUILDER = 'docker buildx create --use --driver docker-container';

/**
 * What a machine lacks for a plan. Where something is missing, what can't be known without it is not spoken of.
 * `dockerfile` is the plan's, if it can be read here.
 */
export function findMissing(
  machine: Machine,
  plan: MachinePlan,
  dockerfile: Dockerfile | undefined,
): readonly Finding[] {
  const { hasDocker, buildx, builder, complaint } = machine;
  if (!hasDocker) {
    return [error('There is no docker program', 'Install Docker: https://docs.docker.com/engine/install')];
  }
  if (buildx === undefined) {
    const hint =
      'Install it: apt-get install docker-buildx-plugin, or https://github.com/docker/buildx#installing.';
    return [error('Docker has no buildx plugin', hint)];
  }
  const findings = checkBuildx(buildx.version);
  if (builder === undefined) return [...findings, ...noBuilder(plan.builder, complaint)];
  return [...findings, ...checkBuilder(builder, machine.daemon, plan, dockerfile)];
}

function checkBuilder(
  builder: Builder,
  current: Daemon | undefined,
  plan: MachinePlan,
  dockerfile: Dockerfile | undefined,
): readonly Finding[] {
  const { name, driver, problem, nodes } = builder;
  const runs = nodes.some(({ status }) => status === 'running');
  if (driver === '' || (driver === 'docker' && current === undefined && !runs)) return [noDaemon(problem)];
  const daemon = daemonOf(builder, current);
  const usable = nodes.filter((node) => !isSilent(driver, node));
  return [
    ...(driver === 'docker' ? checkImageStore(builder, daemon) : []),
    ...checkNodes(builder),
    ...nodes.flatMap((node) => checkBuildkit(builder, node, daemon)),
    ...checkPlatforms(name, usable, plan, dockerfile),
  ];
}

/** The daemon that is the builder. That of another Docker context is not the one that was asked. */
function daemonOf({ driver, nodes }: Builder, current: Daemon | undefined): Daemon | undefined {
  const isCurrent = driver === 'docker' && nodes.every(({ endpoint }) => endpoint === current?.context);
  return isCurrent ? current : undefined;
}

function checkBuildx(text: string): readonly Finding[] {
  const version = findVersion(text);
  if (version === undefined || !isOlder(version, MIN_BUILDX)) return [];
  return [
    error(
      `buildx ${version.join('.')} is older than ${MIN_BUILDX.join('.')}`,
      'Update it: apt-get install docker-buildx-plugin, or https://github.com/docker/buildx#installing.',
    ),
  ];
}

function noBuilder(name: string | undefined, complaint: string): readonly Finding[] {
  if (name === undefined) {
    return [
      error(`The current builder can't be used: ${complaint}`, 'Choose another: docker buildx use default'),
    ];
  }
  if (!/^no builder .* found/.test(complaint)) {
    return [error(`Builder ${name} can't be used: ${complaint}`, 'Choose another: docker buildx ls')];
  }
  const create = `docker buildx create --name ${name} --driver docker-container`;
  return [error(`There is no builder ${name}`, `Create it: ${create}`)];
}

function noDaemon(problem: string | undefined): Finding {
  return error(
    `The Docker daemon does not answer${problem === undefined ? '' : ` (${problem})`}`,
    'Start it (systemctl start docker, or Docker Desktop), or point DOCKER_HOST to one that runs.',
  );
}

function checkImageStore({ name }: Builder, daemon: Daemon | undefined): readonly Finding[] {
  if (daemon === undefined) {
    return [
      {
        severity: 'warning',
        message: `Builder ${name} is the daemon of another Docker context: whether it keeps images in containerd's store, and so can build OCI images, is not known`,
        hint: `Have it checked: docker context use ${name}`,
      },
    ];
  }
  if (daemon.hasImageStore) return [];
  const hint = `Set "features": { "containerd-snapshotter": true } in the daemon's daemon.json, or use a builder of its own: ${OWN_BUILDER}`;
  return [
    error("The Docker daemon keeps images outside containerd's store and can't build OCI images", hint),
  ];
}

function checkNodes({ name, driver, nodes }: Builder): readonly Finding[] {
  const silent = nodes.filter((node) => isSilent(driver, node));
  return silent.map((node) => ({
    severity: silent.length === nodes.length ? 'error' : 'warning',
    message: `Node ${node.name} of builder ${name} does not answer at ${node.endpoint}${node.problem === undefined ? '' : ` (${node.problem})`}`,
    hint: 'Start it, or choose a builder that runs: docker buildx ls',
  }));
}

/** A stopped container is started by the build; what nobody but its owner can start is not. */
function isSilent(driver: string, { status, problem }: BuilderNode): boolean {
  return problem !== undefined || (driver === 'remote' && status !== '' && status !== 'running');
}

function checkBuildkit(builder: Builder, node: BuilderNode, daemon: Daemon | undefined): readonly Finding[] {
  if (node.buildkitVersion === undefined) return [];
  const docker = findVersion(daemon?.version ?? '');
  // The daemon's own version comes first: Docker 24.0.9 has an older BuildKit with the mend put in.
  if (docker !== undefined) {
    const isOld =
      isOlder(docker, MIN_DOCKER_24) || (!isOlder(docker, DOCKER_25) && isOlder(docker, MIN_DOCKER_25));
    return isOld ? [tooOld(`Docker ${docker.join('.')}`, 'Update it to 25.0.2 or newer.')] : [];
  }
  const buildkit = findVersion(node.buildkitVersion);
  const name = `BuildKit ${node.buildkitVersion} of builder ${builder.name}`;
  if (buildkit === undefined) {
    const hint = `Make sure that it is ${MIN_BUILDKIT.join('.')} or newer: older ones have CVE-2024-23651.`;
    return [{ severity: 'warning', message: `${name} does not say its version`, hint }];
  }
  return isOlder(buildkit, MIN_BUILDKIT)
    ? [tooOld(name, `Update it, or use a new builder: ${OWN_BUILDER}`)]
    : [];
}

function tooOld(what: string, hint: string): Finding {
  return error(
    `${what} is too old: a Dockerfile could read and write files of the builder (CVE-2024-23651)`,
    hint,
  );
}

function error(message: string, hint: string): Finding {
  return { severity: 'error', message, hint };
}
