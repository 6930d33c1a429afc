import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { OciError } from '../errors/index.js';
import { kindOfAddress } from './address.js';
import type { HttpRequest, HttpResponse, RequestBody, Transport } from './message.js';
import { checkLiteral, type KindOf, type ResolveName } from './name-lookup.js';
import { networkFailure } from './network-failure.js';
import { findProxy, type Proxies } from './proxies.js';
import { openPeer, type Peer, type Timeouts } from './transport-peer.js';

/** How a transport behaves. What a test alone needs is marked so. */
export interface TransportOptions {
  readonly userAgent: string;
  readonly proxies?: Proxies | undefined;
  /** Certificate authorities (PEM) beside those that Node knows, by the host and port of the URL they are for. */
  readonly authorities?: ReadonlyMap<string, string> | undefined;
  /** For tests. */
  readonly resolveName?: ResolveName;
  /** For tests. */
  readonly kindOf?: KindOf;
  /** For tests. */
  readonly timeouts?: Timeouts;
}

/**
 * Sends requests over connections that are kept: some for each origin, reach and direction, through a proxy where there
 * is one for the origin. The HTTP client loads on first use.
 */
export function createTransport(options: TransportOptions): Transport {
  const { kindOf = kindOfAddress, proxies } = options;
  const peers = new Map<string, Promise<Peer>>();

  const peerOf = ({ url, reach }: HttpRequest, proxy: URL | undefined): Promise<Peer> => {
    // A connection opened on the user's word must not serve a request that may not go there.
    const key = `${url.origin} ${reach ?? 'any'}`;
    const known = peers.get(key) ?? openPeer(url, reach, proxy, options);
    peers.set(key, known);
    return known;
  };

  return {
    async request(request) {
      const proxy = findProxy(request.url, proxies);
      checkLiteral(request.url, kindOf, request.reach);
      return send(await peerOf(request, proxy), request, options.userAgent);
    },
    async close() {
      const open = await Promise.all(peers.values());
      peers.clear();
      await Promise.all(open.map((peer) => peer.destroy()));
    },
  };
}

async function send(peer: Peer, request: HttpRequest, userAgent: string): Promise<HttpResponse> {
  const { method, url, signal } = request;
  const outgoing = encodeBody(request.body);
  try {
    const response = await peer.dispatcher(request.transfer).request({
      origin: url.origin,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { 'user-agent': userAgent, ...request.headers, ...outgoing.headers },
      body: outgoing.body,
      signal: signal ?? null,
      // Without it the client closes the connection after each HEAD.
      reset: false,
    });
    const body = readBody(response.body, request);
    return {
      status: response.statusCode,
      headers: joinHeaders(response.headers),
      body: method === 'HEAD' ? await drained(body) : body,
      peer: peer.reach(),
    };
  } catch (error) {
    throw explain(error, request, outgoing.failure());
  }
}

/** What goes out, and what its source threw, if it was the source that ended the request. */
function encodeBody(body: RequestBody | undefined) {
  let failure: { readonly error: unknown } | undefined;
  if (body === undefined || body instanceof Uint8Array)
    return { body: body ?? null, headers: {}, failure: () => failure };
  async function* pieces(source: Exclude<RequestBody, Uint8Array>) {
    try {
      yield* source.read();
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  return {
    body: Readable.from(pieces(body)),
    headers: { 'content-length': String(body.size) },
    failure: () => failure,
  };
}

async function* readBody(
  body: Dispatcher.ResponseData['body'],
  request: HttpRequest,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw explain(error, request, undefined);
  }
}

async function drained(body: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  for await (const piece of body) void piece;
  return Readable.from([]);
}

function explain(
  error: unknown,
  { url, signal }: HttpRequest,
  source: { readonly error: unknown } | undefined,
): unknown {
  if (source) return source.error;
  if (signal?.aborted) return signal.reason;
  return error instanceof OciError ? error : networkFailure(url, error);
}

function joinHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
