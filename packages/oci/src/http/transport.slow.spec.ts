import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { piecesOf, readAll } from '../testing/index.js';
import { discard } from './body.js';
import { createTransport, type TransportOptions } from './transport.js';

const USER_AGENT = 'test/1';
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('createTransport', () => {
  it('sends what it is given and gives what comes back', async () => {
    const { url } = await serve((request, response) => {
      const { method, url: path, headers } = request;
      void readAll(request).then((body) => {
        const echo = { method, path, agent: headers['user-agent'], x: headers['x-a'], body: body.toString() };
        response.writeHead(201, { 'X-B': ['1', '2'] }).end(JSON.stringify(echo));
      });
    });
    const response = await open().request({
      method: 'PUT',
      url: new URL('/a%20b?c=+%2B', url),
      headers: { 'x-a': 'y' },
      body: { size: 6, read: () => piecesOf(Buffer.from('abcdef'), 2) },
    });
    expect(response).toMatchObject({ status: 201, headers: { 'x-b': '1, 2' }, peer: 'loopback' });
    expect(JSON.parse((await readAll(response.body)).toString())).toEqual({
      method: 'PUT',
      path: '/a%20b?c=+%2B',
      agent: USER_AGENT,
      x: 'y',
      body: 'abcdef',
    });
  });

  it('does not follow a redirect', async () => {
    const { url } = await serve((_request, response) => response.writeHead(302, { location: '/b' }).end());
    const response = await open().request({ method: 'GET', url });
    await discard(response);
    expect(response).toMatchObject({ status: 302, headers: { location: '/b' } });
  });

  it('keeps connections, a HEAD’s too, and opens no more than eight at once', async () => {
    const { url, server } = await serve(
      (_request, response) => void sleep(5).then(() => response.end('x'.repeat(1000))),
    );
    let connections = 0;
    server.on('connection', () => connections++);
    const transport = open();
    const send = async (method: 'GET' | 'HEAD'): Promise<void> =>
      discard(await transport.request({ method, url }));
    for (let round = 0; round < 5; round++) await send('HEAD');
    expect(connections).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 30 }, () => send('GET')));
    expect(connections).toBe(8);
  });

  it('sends what it reads from the same server, however much of that at once', async () => {
    const { url } = await serve((request, response) => {
      if (request.method === 'GET') response.end(Buffer.alloc(300_000));
      else void readAll(request).then(({ length }) => response.end(String(length)));
    });
    const transport = open();
    async function* source(): AsyncGenerator<Uint8Array> {
      // As for a token in the middle.
      await discard(await transport.request({ method: 'HEAD', url }));
      yield* (await transport.request({ method: 'GET', url, transfer: 'download' })).body;
    }
    const copies = Array.from({ length: 20 }, async () => {
      const body = { size: 300_000, read: source };
      const answer = await transport.request({ method: 'PUT', url, body, transfer: 'upload' });
      return (await readAll(answer.body)).toString();
    });
    await expect(Promise.all(copies)).resolves.toEqual(Array(20).fill('300000'));
  });

  it('loses no connection to answers that are discarded or left', async () => {
    const { url } = await serve((_request, response) => response.end(Buffer.alloc(1024 * 1024)));
    const transport = open();
    for (let round = 0; round < 20; round++) {
      const response = await transport.request({ method: 'GET', url });
      if (round % 2) await discard(response);
      else for await (const piece of response.body) if (piece.length > 0) break;
    }
    expect((await readAll((await transport.request({ method: 'GET', url })).body)).length).toBe(1024 * 1024);
  });

  it('sends nothing of a body whose only piece fails, and passes that failure on', async () => {
    const failure = new Error('no such file');
    let received = 0;
    const { url } = await serve((request, response) => void (received++, request.resume(), response.end()));
    async function* failing(): AsyncGenerator<Uint8Array> {
      throw failure;
    }
    const sending = open().request({ method: 'PUT', url, body: { size: 3, read: failing } });
    await expect(sending).rejects.toBe(failure);
    expect(received).toBe(0);
  });

  it('stops at its signal: before, while it waits, and while it reads', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/body') response.write('x');
    });
    const transport = open();
    const reason = new Error('cancelled');
    await expect(transport.request({ method: 'GET', url, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const waiting = new AbortController();
    const request = transport.request({ method: 'GET', url, signal: waiting.signal });
    setTimeout(() => waiting.abort(reason), 20);
    await expect(request).rejects.toBe(reason);
    const reading = new AbortController();
    const { body } = await transport.request({
      method: 'GET',
      url: new URL('/body', url),
      signal: reading.signal,
    });
    setTimeout(() => reading.abort(reason), 20);
    await expect(readAll(body)).rejects.toBe(reason);
  });

  it('frees what it reads a body from when it is stopped', async () => {
    const { url } = await serve((request) => void request.resume());
    const controller = new AbortController();
    const freed = new Promise<void>((resolve) => {
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield Buffer.alloc(await sleep(1, 1000));
        } finally {
          resolve();
        }
      }
      const body = { size: 1e9, read: endless };
      open()
        .request({ method: 'PUT', url, body, signal: controller.signal })
        .catch(() => undefined);
      setTimeout(() => controller.abort(), 20);
    });
    await freed;
  });

  describe('REGISTRY_UNREACHABLE', () => {
    it('says that nobody listens', async () => {
      const { url, server } = await serve(() => undefined);
      await new Promise((resolve) => server.close(resolve));
      await expect(open().request({ method: 'GET', url })).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        message: `Reaching ${url.host}: ECONNREFUSED`,
        hint: 'Start the registry, or check its host and port.',
      });
    });

    it('says that nobody knows the name', async () => {
      const unknown = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
      const transport = open({ resolveName: () => Promise.reject(unknown) });
      await expect(
        transport.request({ method: 'GET', url: new URL('https://x.test') }),
      ).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        message: 'Reaching x.test: ENOTFOUND',
      });
    });

    it('says that there is no TLS where it should be', async () => {
      const { url } = await serve((_request, response) => response.end());
      const secure = new URL(`https://${url.host}`);
      await expect(open().request({ method: 'GET', url: secure })).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        message: expect.stringMatching(/: (EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/) as unknown,
        hint: 'If the registry speaks plain HTTP, list it in insecureRegistries.',
      });
    });

    it.each([
      ['/none', 'HEADERS_TIMEOUT'],
      ['/half', 'BODY_TIMEOUT'],
    ])('gives up on silence (%s)', async (path, reason) => {
      const { url } = await serve((request, response) => {
        if (request.url === '/half') response.writeHead(200, { 'content-length': 10 }).write('x');
      });
      const transport = open({ timeouts: { connectMs: 1000, headersMs: 50, bodyMs: 50 } });
      const reading = transport
        .request({ method: 'GET', url: new URL(path, url) })
        .then(({ body }) => readAll(body));
      await expect(reading).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        message: `Reaching ${url.host}: ${reason}`,
      });
    });

    it('says that an answer broke off', async () => {
      const { url } = await serve((request, response) => {
        response.writeHead(200, { 'content-length': 10 }).write('x', () => request.socket.destroy());
      });
      const { body } = await open().request({ method: 'GET', url });
      await expect(readAll(body)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    });
  });

  describe('reach', () => {
    it('refuses an address further inwards, written out or resolved, before it connects (CVE-2026-48978)', async () => {
      let received = 0;
      const { url } = await serve((_request, response) => void (received++, response.end()));
      const transport = open({ resolveName: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
      for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', 'inside.test', 'localhost']) {
        const target = new URL(`http://${host}:${url.port}/`);
        for (const reach of ['public', 'private'] as const)
          await expect(transport.request({ method: 'GET', url: target, reach })).rejects.toMatchObject({
            code: 'REGISTRY_UNSAFE',
          });
      }
      expect(received).toBe(0);
      await discard(await transport.request({ method: 'GET', url, reach: 'loopback' }));
      expect(received).toBe(1);
    });

    it.each(['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]'])(
      'never goes to %s',
      async (host) => {
        const request = open().request({
          method: 'GET',
          url: new URL(`http://${host}/latest`),
          reach: 'loopback',
        });
        await expect(request).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
      },
    );

    it('passes over the addresses of a name that lie too far inwards', async () => {
      const { url } = await serve((_request, response) => response.end());
      const addresses = ['169.254.169.254', '127.0.0.1'].map((address) => ({ address, family: 4 }));
      const transport = open({ resolveName: () => Promise.resolve(addresses) });
      const target = new URL(`http://both.test:${url.port}/`);
      const response = await transport.request({ method: 'GET', url: target, reach: 'loopback' });
      await discard(response);
      expect(response.status).toBe(200);
    });

    it('does not lend the connection of a request that may go anywhere to one that may not', async () => {
      const { url } = await serve((_request, response) => response.end());
      const transport = open({ resolveName: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
      const named = new URL(`http://inside.test:${url.port}/`);
      await discard(await transport.request({ method: 'GET', url: named }));
      const again = transport.request({ method: 'GET', url: named, reach: 'public' });
      await expect(again).rejects.toMatchObject({ code: 'REGISTRY_UNSAFE' });
    });

    it('takes a host that moves inwards for as far out as it ever was', async () => {
      const { url } = await serve((_request, response) =>
        response.writeHead(200, { connection: 'close' }).end(),
      );
      const addresses = ['127.0.0.1', '127.0.0.1'];
      const kinds = ['public', 'loopback'] as const;
      let met = 0;
      const transport = open({
        resolveName: () => Promise.resolve([{ address: addresses[0]!, family: 4 }]),
        kindOf: () => kinds[met++] ?? 'loopback',
      });
      const target = new URL(`http://moving.test:${url.port}/`);
      for (let round = 0; round < 2; round++) {
        const response = await transport.request({ method: 'GET', url: target });
        await discard(response);
        expect(response.peer).toBe('public');
      }
      expect(met).toBe(2);
    });
  });
});

function open(options: Partial<TransportOptions> = {}) {
  const transport = createTransport({ userAgent: USER_AGENT, ...options });
  closing.push(() => transport.close());
  return transport;
}

async function serve(listener: RequestListener): Promise<{ url: URL; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), server };
}
