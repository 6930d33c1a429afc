import { request as forward } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import {
  SAMPLE_AUTHORITY,
  SAMPLE_CERTIFICATE,
  SAMPLE_KEY,
  serveProxy,
  serveStore,
  type ServedProxy,
  type ServedRegistry,
} from '@nx-docker-multiarch/oci/testing';
import { expectSuccess } from './support/command.js';
import { describeWith } from './support/engines.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const TAG = 'registry.test/acme/app:1';

describeWith([], 'a registry that only a proxy reaches, with a certificate of its own', () => {
  let workspace: Workspace;
  let served: ServedRegistry;
  let front: Server;
  let proxy: ServedProxy;

  beforeAll(async () => {
    workspace = await createWorkspace();
    // What is behind TLS does not know it, and names no whole addresses.
    served = await serveStore(() => createMemoryStore(), { quirks: { relativeLocations: true } });
    front = await serveEncrypted(served.host);
    const { port } = front.address() as AddressInfo;
    proxy = await serveProxy({ hosts: { 'registry.test:443': `127.0.0.1:${port}` } });
    await workspace.write({ 'certs/ca.pem': SAMPLE_AUTHORITY });
    await workspace.addProject(
      'app',
      { Dockerfile: 'FROM scratch\nCOPY data /data\n', data: 'data' },
      { context: '{projectRoot}' },
    );
  });

  afterAll(async () => {
    await proxy?.close();
    front?.closeAllConnections();
    front?.close();
    await served?.close();
    await workspace?.remove();
  });

  const push = (args: readonly string[], env: Record<string, string>) =>
    workspace.nx(['run', 'app:docker-multiarch', '--push', `--tags=${TAG}`, ...args], {
      env: { HTTPS_PROXY: proxy.url, ...env },
    });

  it.each<[string, readonly string[], () => Record<string, string>]>([
    ['NODE_EXTRA_CA_CERTS', [], () => ({ NODE_EXTRA_CA_CERTS: path.join(workspace.root, 'certs/ca.pem') })],
    ['the option caFiles', ['--caFiles=registry.test=certs/ca.pem'], () => ({})],
  ])('is pushed to through tunnels alone, its authority known by %s', async (_, args, env) => {
    const asked = proxy.requests.length;
    const result = await push(args, env());
    expectSuccess(result);
    expect(result.output).toContain(TAG);
    expect(new Set(proxy.requests.slice(asked))).toEqual(new Set(['CONNECT registry.test:443']));
  });

  it('is not trusted without its authority', async () => {
    const { exitCode, output } = await push([], {});
    expect(exitCode).toBe(1);
    expect(output).toContain('REGISTRY_UNREACHABLE: Reaching registry.test');
    expect(output).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('is not reached where NO_PROXY names it', async () => {
    const asked = proxy.requests.length;
    const { exitCode, output } = await push(['--caFiles=registry.test=certs/ca.pem'], { NO_PROXY: '.test' });
    expect(exitCode).toBe(1);
    expect(output).toContain('REGISTRY_UNREACHABLE');
    expect(proxy.requests).toHaveLength(asked);
  });
});

describeWith([], 'a mirror', () => {
  let workspace: Workspace;
  let served: ServedRegistry;

  beforeAll(async () => {
    workspace = await createWorkspace();
    served = await serveStore(() => createMemoryStore());
  });

  afterAll(async () => {
    await served?.close();
    await workspace?.remove();
  });

  it('gives the base image that the Dockerfile names by its own registry', async () => {
    const options = { context: '{projectRoot}' };
    await workspace.addProject('base', { Dockerfile: 'FROM scratch\nCOPY f /f\n', f: 'base' }, options);
    await workspace.addProject('app', { Dockerfile: 'FROM acme/base:1\nCOPY g /g\n', g: 'app' }, options);
    const run = (project: string, ...args: string[]) =>
      workspace.nx(['run', `${project}:docker-multiarch`, ...args]);
    const pushed = await run('base', '--push', `--tags=${served.host}/hub/acme/base:1`);
    expectSuccess(pushed);
    const built = await run('app', `--mirrors=docker.io=${served.host}/hub`);
    expectSuccess(built);
    expect(built.output).toContain('dist/images/app');
  });
});

/** TLS in front of a plain server. */
async function serveEncrypted(host: string): Promise<Server> {
  const server = createServer({ cert: SAMPLE_CERTIFICATE, key: SAMPLE_KEY }, (request, response) => {
    const { method = '', headers, url = '' } = request;
    const outgoing = forward(new URL(url, `http://${host}`), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    request.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
