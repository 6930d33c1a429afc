import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { ISSUER, SERVICE, USER, type TokenServer } from './token-server.js';

/** A distribution registry that lets nobody in without credentials. */
export interface AuthRegistry {
  /** `localhost:<port>`. */
  readonly host: string;
  stop(): Promise<void>;
}

const ENGINES = process.env['NXDM_ENGINES_DIR'] ?? '/var/lib/nx-docker-multiarch-engines';
const BINARY = path.join(ENGINES, 'docker-registry/usr/bin/docker-registry');

/** bcrypt of `PASSWORD`, the only scheme that distribution takes. */
const PASSWORD_HASH = '$2y$05$abcdefghijklmnopqrstuuSnF5tLPqPFqc0z9CY0HcSLFbSRlL67u';

export async function startBasicRegistry(directory: string): Promise<AuthRegistry> {
  const file = path.join(directory, 'htpasswd');
  await writeFile(file, `${USER}:${PASSWORD_HASH}\n`);
  return startRegistry(directory, `htpasswd: { realm: nxdm, path: ${file} }`);
}

export function startTokenRegistry(
  directory: string,
  { realm, certificate }: TokenServer,
): Promise<AuthRegistry> {
  return startRegistry(
    directory,
    `token: { realm: "${realm}", service: ${SERVICE}, issuer: ${ISSUER}, rootcertbundle: ${certificate} }`,
  );
}

async function startRegistry(directory: string, auth: string): Promise<AuthRegistry> {
  const port = await freePort();
  const config = path.join(directory, `registry-${port}.yml`);
  await writeFile(
    config,
    [
      'version: 0.1',
      'log: { level: error, accesslog: { disabled: true } }',
      `storage: { filesystem: { rootdirectory: ${path.join(directory, `data-${port}`)} } }`,
      `http: { addr: "127.0.0.1:${port}", secret: only-for-tests }`,
      `auth: { ${auth} }`,
    ].join('\n'),
  );
  const child = spawn(BINARY, ['serve', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await waitUntilItAsks(port);
  return {
    host: `localhost:${port}`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function waitUntilItAsks(port: number): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const status = await fetch(`http://127.0.0.1:${port}/v2/`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 401) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the registry at 127.0.0.1:${port} does not answer 401 on /v2/`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
