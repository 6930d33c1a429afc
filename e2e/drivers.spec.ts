import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectSuccess, succeed } from './support/command.js';
import { BUILDKIT_PROXY } from './support/engines.js';
import { describeWith } from './support/engines.js';
import { attestationsOf, craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BUILDER = 'nxdm-remote';
const DRIVERS = [
  { driver: 'docker', builder: 'default' },
  { driver: 'remote', builder: BUILDER },
];
const ATTESTATIONS = [
  { title: 'no attestation', args: [], predicates: [] },
  { title: 'provenance', args: ['--provenance=max'], predicates: ['https://slsa.dev/provenance'] },
  {
    title: 'an SBOM',
    args: ['--sbom=localhost:5000/nxdm/sbom-generator:1'],
    predicates: ['https://spdx.dev/Document'],
  },
];
const CASES = DRIVERS.flatMap((driver) => ATTESTATIONS.map((attestation) => ({ ...driver, ...attestation })));

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'sbom-generator', 'buildkit-proxy', 'qemu-arm64', 'crane'],
  'drivers',
  () => {
    let workspace: Workspace;
    let config = '';

    beforeAll(async () => {
      workspace = await createWorkspace();
      config = await mkdtemp(path.join(tmpdir(), 'nxdm-buildx-'));
      const address = `tcp://${BUILDKIT_PROXY.host}:${BUILDKIT_PROXY.port}`;
      await succeed('docker', ['buildx', 'create', '--name', BUILDER, '--driver', 'remote', address], {
        env: { BUILDX_CONFIG: config },
      });
    });

    afterAll(async () => {
      await workspace?.remove();
      await rm(config, { recursive: true, force: true });
    });

    it.each(CASES)('$driver with $title', async ({ driver, builder, args, predicates }) => {
      const name = `localhost:5000/drivers/${driver}:${predicates.length === 0 ? 'plain' : args[0]?.slice(2, 6)}`;
      const { exitCode, output } = await workspace.nx(
        ['run', 'greeter:docker-multiarch', '--push', `--tags=${name}`, `--builder=${builder}`, ...args],
        { env: { BUILDX_CONFIG: config } },
      );
      expectSuccess({ exitCode, output });
      const index = await craneManifest(name);
      expect(platformsOf(index)).toEqual(['linux/amd64', 'linux/arm64']);
      const attestations = attestationsOf(index);
      expect(attestations).toHaveLength(2 * predicates.length);
      expect(
        await predicateTypes(
          name,
          attestations.map(({ digest }) => digest),
        ),
      ).toEqual(attestations.map(() => predicates[0] ?? ''));
      for (const child of await mediaTypes(name)) expect(child).toMatch(/^application\/vnd\.(oci\.|in-toto)/);
      for (const platform of ['linux/amd64', 'linux/arm64']) {
        expect(await runImage(name, platform)).toBe(`hello from ${platform}`);
      }
    });

    it('a builder that does not exist is told before anything is built', async () => {
      const { exitCode, output } = await workspace.nx([
        'run',
        'greeter:docker-multiarch',
        '--builder=nowhere',
      ]);
      expect(exitCode).toBe(1);
      expect(output).toMatch(/ENGINE_MISSING.*nowhere/);
    });
  },
);

/** The predicate types that attestation manifests announce, without their version. */
async function predicateTypes(name: string, digests: readonly string[]): Promise<readonly string[]> {
  const repository = name.slice(0, name.lastIndexOf(':'));
  const manifests = await Promise.all(digests.map((digest) => craneManifest(`${repository}@${digest}`)));
  return manifests.flatMap(({ layers = [] }) =>
    layers.map(({ annotations }) =>
      (annotations?.['in-toto.io/predicate-type'] ?? '').replace(/\/v[\d.]+$/, ''),
    ),
  );
}

/** Every media type in an image: index, manifests, configs and layers. */
async function mediaTypes(name: string): Promise<readonly string[]> {
  const repository = name.slice(0, name.lastIndexOf(':'));
  const index = await craneManifest(name);
  const manifests = await Promise.all(
    (index.manifests ?? []).map(({ digest }) => craneManifest(`${repository}@${digest}`)),
  );
  return [index, ...manifests].flatMap((document) => [
    document.mediaType,
    ...[document.config, ...(document.manifests ?? []), ...(document.layers ?? [])].flatMap(
      (child) => child?.mediaType ?? [],
    ),
  ]);
}
