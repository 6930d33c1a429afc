import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import {
  isSecretName,
  type BuildJob,
  type BuildPlan,
  type Secret,
  type SshSource,
} from '../../plan/index.js';
import type { BuildJobs } from '../engine.js';
import { cacheExports, cacheImports } from './cache.js';
import { formatAttributes, formatCsv } from './csv.js';
import type { BuildOutput } from './output.js';

/**
 * The arguments of buildx that build these jobs, for all of which the caches of the first are. No secret value is
 * among them.
 */
export function buildArgv(jobs: BuildJobs, output: BuildOutput): readonly string[] {
  const [job] = jobs;
  const { plan } = job;
  return [
    ...['build', '--progress=plain'],
    ...option('--builder', plan.builder),
    ...['--platform', jobs.map(({ platform }) => formatPlatform(platform)).join(',')],
    ...['--file', plan.dockerfile],
    ...option('--target', plan.target),
    ...inputArgs(plan),
    ...each('--label', pairs(plan.labels)),
    ...each('--annotation', [...pairs(plan.annotations), ...jobs.flatMap(ownAnnotations)]),
    ...sandboxArgs(plan),
    ...each('--cache-from', cacheImports(job).map(formatAttributes)),
    ...each('--cache-to', cacheExports(job).map(formatAttributes)),
    ...flag('--no-cache', plan.noCache),
    ...flag('--pull', plan.pull),
    ...attestationArgs(plan),
    ...outputArgs(output),
    plan.context,
  ];
}

/** The same to be looked at: a build argument that has the name of a secret is shown as `NAME=***`. */
export function shownArgv([job, ...others]: BuildJobs, output: BuildOutput): readonly string[] {
  const entries = Object.entries(job.plan.buildArgs).map(([name, value]) => [
    name,
    isSecretName(name) ? '***' : value,
  ]);
  const buildArgs = Object.fromEntries(entries) as BuildPlan['buildArgs'];
  return buildArgv([{ ...job, plan: { ...job.plan, buildArgs } }, ...others], output);
}

function ownAnnotations({ platform, annotations }: BuildJob): readonly string[] {
  return pairs(annotations).map((pair) => `manifest[${formatPlatform(platform)}]:${pair}`);
}

function inputArgs({ buildArgs, buildContexts, secrets, ssh }: BuildPlan): readonly string[] {
  return [
    ...each('--build-arg', pairs(buildArgs)),
    ...each('--build-context', pairs(buildContexts)),
    ...each('--secret', secrets.map(formatSecret)),
    ...each('--ssh', ssh.map(formatSsh)),
  ];
}

function sandboxArgs({ network, addHosts, shmSize, ulimits, allow }: BuildPlan): readonly string[] {
  return [
    ...option('--network', network),
    ...each(
      '--add-host',
      addHosts.map((host) => formatCsv([host])),
    ),
    ...option('--shm-size', shmSize),
    ...each('--ulimit', ulimits),
    ...each('--allow', allow),
  ];
}

function attestationArgs({ provenance, sbom }: BuildPlan): readonly string[] {
  return [
    // buildx makes a provenance attestation unless it is told not to.
    provenance === 'off' ? '--provenance=false' : `--provenance=mode=${provenance}`,
    ...(sbom === false
      ? ['--sbom=false']
      : [
          '--attest',
          formatAttributes({
            type: 'sbom',
            ...(sbom.generator !== undefined && { generator: sbom.generator }),
          }),
        ]),
  ];
}

function outputArgs(output: BuildOutput): readonly string[] {
  if (output.kind === 'layout') {
    return ['--output', formatAttributes({ type: 'oci', tar: 'false', dest: output.directory })];
  }
  const attributes = {
    type: 'image',
    name: output.repository,
    'push-by-digest': 'true',
    'name-canonical': 'true',
    push: 'true',
    // A builder that is a Docker daemon would keep an unnamed image of every build.
    store: 'false',
    // Without attestations BuildKit would write Docker's media types.
    'oci-mediatypes': 'true',
    ...(output.isInsecure && { 'registry.insecure': 'true' }),
  };
  return ['--output', formatAttributes(attributes), '--metadata-file', output.metadataFile];
}

function formatSecret(secret: Secret): string {
  return 'file' in secret
    ? formatAttributes({ id: secret.id, src: secret.file })
    : formatAttributes({ id: secret.id, env: secret.variable });
}

function formatSsh({ id, paths }: SshSource): string {
  return paths.length === 0 ? id : `${id}=${paths.join(',')}`;
}

function pairs(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

function each(name: string, values: readonly string[]): readonly string[] {
  return values.flatMap((value) => [name, value]);
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}

function flag(name: string, isSet: boolean): readonly string[] {
  return isSet ? [name] : [];
}
