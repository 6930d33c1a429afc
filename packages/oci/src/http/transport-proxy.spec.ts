import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  piecesOf,
  readAll,
  SAMPLE_AUTHORITY,
  SAMPLE_CERTIFICATE,
  SAMPLE_KEY,
  serveProxy,
  type ServeProxyOptions,
} from '../testing/index.js';
import { createTransport, type TransportOptions } from './transport.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a proxy', () => {
  it('gets a tunnel for an encrypted registry, and sees nothing of what is in it', async () => {
    const { transport, proxy } = await start();
    const response = await transport.request({
      method: 'PUT',
      url: new URL('https://registry.test/a?secret'),
      body: { size: 3, read: () => piecesOf(Buffer.from('abc')) },
      transfer: 'upload',
    });
    expect((await readAll(response.body)).toString()).toBe('PUT /a?secret abc');
    expect(response.peer).toBe('public');
    expect(proxy.requests).toEqual(['CONNECT registry.test:443']);
  });

  it('passes plain HTTP on, for it may refuse a tunnel there', async () => {
    const { transport, proxy } = await start();
    const response = await transport.request({ method: 'GET', url: new URL('http://registry.test/a') });
    expect((await readAll(response.body)).toString()).toBe('GET /a ');
    expect(proxy.requests).toEqual(['GET http://registry.test/a']);
  });

  it('is told who asks, if its URL says so', async () => {
    const { transport } = await start({ account: 'me:s3cret' }, ({ host }) => `http://me:s3cret@${host}`);
    const response = await transport.request({ method: 'GET', url: new URL('https://registry.test/a') });
    expect((await readAll(response.body)).toString()).toBe('GET /a ');
  });

  it.each([
    ['who asks', { account: 'me:s3cret' }, '407'],
    ['where to go', { hosts: {} }, '502'],
  ])('that does not know %s is named as the reason', async (_what, options, status) => {
    const { transport } = await start(options);
    const request = transport.request({ method: 'GET', url: new URL('https://registry.test/a') });
    await expect(request).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringMatching(new RegExp(`^Reaching registry.test: Proxy response \\(${status}\\)`)),
    });
  });

  it('is not asked for an address inside the network on the word of a registry (CVE-2026-48978)', async () => {
    const { transport, proxy } = await start();
    for (const host of ['10.0.0.1', '169.254.169.254', '[::ffff:127.0.0.1]']) {
      const request = transport.request({ method: 'GET', url: new URL(`https://${host}/`), reach: 'public' });
      await expect(request).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
    }
    expect(proxy.requests).toEqual([]);
  });
});

describe('a certificate', () => {
  it('of one’s own is trusted for the registry that its authority is given for, and for no other', async () => {
    const { server, transport } = await start();
    const get = (host: string) =>
      transport.request({ method: 'GET', url: new URL(`https://${host}:${portOf(server)}/a`) });
    await expect(get('localhost')).rejects.toMatchObject({
      message: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    });
    expect((await readAll((await get('127.0.0.1')).body)).toString()).toBe('GET /a ');
  });
});

async function start(
  proxyOptions: Partial<ServeProxyOptions> = {},
  proxyUrl: (url: URL) => string = ({ href }) => href,
) {
  const server = createServer({ cert: SAMPLE_CERTIFICATE, key: SAMPLE_KEY });
  const plain = createPlainServer();
  for (const each of [server, plain]) {
    each.on('request', (request, response) => {
      void readAll(request).then((body) =>
        response.end(`${request.method} ${request.url} ${body.toString()}`),
      );
    });
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      each.closeAllConnections();
      await new Promise((resolve) => each.close(resolve));
    });
  }
  const hosts = { 'registry.test:443': addressOf(server), 'registry.test': addressOf(plain) };
  const proxy = await serveProxy({ hosts, ...proxyOptions });
  const url = proxyUrl(new URL(proxy.url));
  const options: TransportOptions = {
    userAgent: 'test',
    proxies: { http: url, https: url },
    authorities: new Map(['registry.test', addressOf(server)].map((host) => [host, SAMPLE_AUTHORITY])),
  };
  const transport = createTransport(options);
  closing.push(
    () => proxy.close(),
    () => transport.close(),
  );
  return { transport, proxy, server };
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

function addressOf(server: { address(): unknown }): string {
  return `127.0.0.1:${portOf(server)}`;
}
