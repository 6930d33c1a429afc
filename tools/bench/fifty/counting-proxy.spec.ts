import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startCountingProxy } from './counting-proxy.js';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function proxyTo(
  answer: (request: IncomingMessage) => Promise<string>,
): ReturnType<typeof startCountingProxy> {
  const server: Server = createServer((request, response) => {
    void answer(request).then((body) =>
      response.writeHead(201, { Location: `http://${request.headers.host}/next` }).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  const proxy = await startCountingProxy({
    hostname: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
  });
  closing.unshift(proxy.close);
  return proxy;
}

describe('startCountingProxy', () => {
  it('hands on what is asked and answered, under its own name', async () => {
    const { host } = await proxyTo(
      async (request) => `${request.method} ${request.url} ${await text(request)}`,
    );
    const response = await fetch(`http://${host}/v2/a?b=c`, { method: 'POST', body: 'hello' });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`http://${host}/next`);
    expect(await response.text()).toBe('POST /v2/a?b=c hello');
  });

  it('counts each request, also those that fail', async () => {
    const { host, requests } = await proxyTo((request) => Promise.resolve(request.destroy().url ?? ''));
    await expect(fetch(`http://${host}/v2/`, { method: 'HEAD' })).rejects.toThrow();
    expect(requests).toEqual([{ method: 'HEAD', path: '/v2/' }]);
  });
});
