import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ServeProxyOptions {
  /** Where a host really is: `registry.test:443` to `127.0.0.1:port`. What is not in here is refused with 502. */
  readonly hosts: Readonly<Record<string, string>>;
  /** `user:password` that has to be shown. */
  readonly account?: string;
}

/** A proxy that runs. */
export interface ServedProxy {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** What was asked of it: `CONNECT registry.test:443`, `GET http://registry.test/v2/`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** An HTTP proxy on 127.0.0.1, with tunnels for TLS and without for plain HTTP (RFC 9110 §9.3.6, RFC 9112 §3.2.2). */
export async function serveProxy({ hosts, account }: ServeProxyOptions): Promise<ServedProxy> {
  const requests: string[] = [];
  const tunnels = new Set<Socket>();
  const refusal = ({ headers }: IncomingMessage, host: string): number | undefined => {
    const shown = `Basic ${Buffer.from(account ?? '').toString('base64')}`;
    if (account !== undefined && headers['proxy-authorization'] !== shown) return 407;
    return hosts[host] === undefined ? 502 : undefined;
  };
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { host, pathname, search } = new URL(request.url ?? '');
    const status = refusal(request, host);
    if (status === undefined) pass(request, response, new URL(`http://${hosts[host]}${pathname}${search}`));
    else response.writeHead(status).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    requests.push(`CONNECT ${request.url}`);
    const status = refusal(request, request.url ?? '');
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${hosts[request.url ?? '']}`);
    const target = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    join(socket, target);
    tunnels.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      for (const tunnel of tunnels) tunnel.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(request: IncomingMessage, response: ServerResponse, target: URL): void {
  const { method = '', headers } = request;
  const outgoing = forward(target, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
}

function join(a: Socket, b: Socket): void {
  a.pipe(b).pipe(a);
  a.on('error', () => b.destroy());
  b.on('error', () => a.destroy());
}
