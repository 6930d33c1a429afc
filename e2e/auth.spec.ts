import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBasicRegistry, startTokenRegistry, type AuthRegistry } from './support/auth-registry.js';
import { expectSuccess, succeed } from './support/command.js';
import { BUILDKIT_PROXY } from './support/engines.js';
import { describeWith } from './support/engines.js';
import { whileWatching } from './support/processes.js';
import { PASSWORD, startTokenServer, USER, type TokenServer } from './support/token-server.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
const SECRETS = [PASSWORD, BASIC];

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'buildkit-proxy', 'crane'],
  'a registry that asks for credentials',
  () => {
    let directory = '';
    let workspace: Workspace;
    let tokenServer: TokenServer;
    const registries = new Map<string, AuthRegistry>();

    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'nxdm-auth-'));
      workspace = await createWorkspace();
      tokenServer = await startTokenServer(directory);
      registries.set('basic', await startBasicRegistry(directory));
      registries.set('token', await startTokenRegistry(directory, tokenServer));
      const address = `tcp://${BUILDKIT_PROXY.host}:${BUILDKIT_PROXY.port}`;
      await succeed('docker', ['buildx', 'create', '--name', 'nxdm-auth', '--driver', 'remote', address], {
        env: buildxConfig(),
      });
    });

    afterAll(async () => {
      for (const registry of registries.values()) await registry.stop();
      await tokenServer?.stop();
      await workspace?.remove();
      await rm(directory, { recursive: true, force: true });
    });

    const buildxConfig = (): Record<string, string> => ({ BUILDX_CONFIG: path.join(directory, 'buildx') });

    /** A Docker config that answers for the registry: from itself, or through a credential helper on the PATH. */
    async function credentials(kind: string, host: string): Promise<Record<string, string>> {
      const [config, bin] = [path.join(directory, kind), path.join(directory, 'bin')];
      await mkdir(config, { recursive: true });
      await mkdir(bin, { recursive: true });
      const content = {
        config: { auths: { [host]: { auth: BASIC } } },
        helper: { credHelpers: { [host]: 'nxdm' } },
        none: {},
      }[kind];
      await writeFile(path.join(config, 'config.json'), JSON.stringify(content));
      const helper = path.join(bin, 'docker-credential-nxdm');
      const answer = JSON.stringify({ ServerURL: host, Username: USER, Secret: PASSWORD });
      await writeFile(helper, `#!/bin/sh\n[ "$1" = get ] && cat <<'END'\n${answer}\nEND\n`);
      await chmod(helper, 0o755);
      return { ...buildxConfig(), DOCKER_CONFIG: config, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    }

    const CASES = ['basic', 'token'].flatMap((registry) =>
      ['default', 'nxdm-auth'].flatMap((builder) =>
        ['config', 'helper'].map((source) => ({ registry, builder, source })),
      ),
    );

    it.each(CASES)(
      '$registry authentication, builder $builder, credentials from the $source: pushes and tells no secret',
      async ({ registry, builder, source }) => {
        const host = registries.get(registry)?.host ?? '';
        const name = `${host}/acme/greeter:${builder}-${source}`;
        const env = await credentials(source, host);
        const seen: string[] = [];
        const args = [
          'run',
          'greeter:docker-multiarch',
          '--push',
          `--tags=${name}`,
          `--builder=${builder}`,
          '--verbose',
        ];
        const { exitCode, output } = await whileWatching(seen, () => workspace.nx(args, { env }));
        expectSuccess({ exitCode, output });
        expect(await succeed('crane', ['digest', '--insecure', name], { env })).toMatch(/^sha256:/);
        expect(seen.some((line) => line.includes('docker-multiarch'))).toBe(true);
        for (const secret of SECRETS) {
          expect(output).not.toContain(secret);
          expect(seen.filter((line) => line.includes(secret))).toEqual([]);
          expect(await filesWith(secret, path.join(workspace.root, 'dist'))).toEqual([]);
        }
      },
    );

    const WITHOUT = ['basic', 'token'].flatMap((registry) =>
      ['default', 'nxdm-auth'].map((builder) => ({ registry, builder })),
    );

    it.each(WITHOUT)(
      '$registry authentication, builder $builder, without credentials: builds nothing, names the registry and says how to log in',
      async ({ registry, builder }) => {
        const host = registries.get(registry)?.host ?? '';
        const env = await credentials('none', host);
        const args = ['--push', `--tags=${host}/acme/greeter:none`, `--builder=${builder}`];
        const { exitCode, output } = await workspace.nx(['run', 'greeter:docker-multiarch', ...args], {
          env,
        });
        expect(exitCode).toBe(1);
        expect(output).toContain('REGISTRY_DENIED');
        expect(output).not.toContain('[linux/');
        expect(output).toContain(`docker login ${host}`);
      },
    );
  },
);

async function filesWith(text: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (file) => ({ file, content: await readFile(file, 'latin1') })),
  );
  return contents.filter(({ content }) => content.includes(text)).map(({ file }) => file);
}
