import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  openServed,
  SAMPLE_AUTHORITY,
  SAMPLE_CERTIFICATE,
  SAMPLE_KEY,
  serveProxy,
  WITHOUT_WAITING,
} from '../../testing/index.js';
import { createRegistries, type RegistriesOptions } from './registries.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('createRegistries', () => {
  it('reaches a registry through a proxy, in plain HTTP if it is said to be insecure', async () => {
    const { served, close } = await openServed();
    const proxy = await serveProxy({ hosts: { 'registry.test': served.host } });
    closing.push(close, () => proxy.close());
    const proxies = { http: proxy.url, https: proxy.url };
    const target = 'http://registry.test/v2/acme/api/manifests/1.0';
    const encrypted = resolve('registry.test', { proxies });
    await expect(encrypted).rejects.toMatchObject({
      message: expect.stringMatching(/Proxy response/) as unknown,
    });
    const insecure = { proxies, registries: { 'registry.test': { insecure: true } } };
    await expect(resolve('registry.test', insecure)).resolves.toBeUndefined();
    expect(proxy.requests.at(-1)).toBe(`HEAD ${target}`);
  });

  it('trusts the certificate authority that is given for a registry', async () => {
    const server = createServer({ cert: SAMPLE_CERTIFICATE, key: SAMPLE_KEY }, (_request, response) =>
      response.writeHead(404).end(),
    );
    await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(resolve(host, {})).rejects.toMatchObject({
      message: `Reaching ${host}: UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
    });
    const trusting = { registries: { [host]: { ca: SAMPLE_AUTHORITY } } };
    await expect(resolve(host, trusting)).resolves.toBeUndefined();
  });
});

/** What `acme/api:1.0` of a registry is, by a client with these options. */
async function resolve(registry: string, options: Partial<RegistriesOptions>) {
  const credentials = () => Promise.resolve(undefined);
  const registries = createRegistries({ credentials, now: () => 0, ...WITHOUT_WAITING, ...options });
  closing.push(() => registries.close());
  return registries.open({ registry, repository: 'acme/api' }, 'pull').resolve('1.0');
}
