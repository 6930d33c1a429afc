import { Readable } from 'node:stream';
import type { buildConnector, Dispatcher, Pool } from 'undici';
import { OciError } from '../errors/index.js';
import { kindOfAddress, narrowerReach, reachOf, type Reach } from './address.js';
import type { HttpRequest, HttpResponse, RequestBody, Transport } from './message.js';
import {
  checkLiteral,
  guardedLookup,
  resolveByNameServer,
  type KindOf,
  type ResolveName,
} from './name-lookup.js';
import { networkFailure } from './network-failure.js';

/** How a transport behaves. What is optional is there for tests. */
export interface TransportOptions {
  readonly userAgent: string;
  readonly resolveName?: ResolveName;
  readonly kindOf?: KindOf;
  readonly timeouts?: Timeouts;
}

/** How long nothing may happen, in milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** From the end of the request to the head of the answer: a registry may be digesting gigabytes. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyMs: number;
}

interface Peer {
  readonly pool: Pool;
  reach: Reach | undefined;
}

const TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 120_000, bodyMs: 60_000 };
const CONNECTIONS_PER_ORIGIN = 8;

/** Sends requests over connections that are kept: one pool an origin and reach. The HTTP client loads on first use. */
export function createTransport(options: TransportOptions): Transport {
  const peers = new Map<string, Promise<Peer>>();

  const peerOf = ({ url, reach }: HttpRequest): Promise<Peer> => {
    // A connection opened on the user's word must not serve a request that may not go there.
    const key = `${url.origin} ${reach ?? 'any'}`;
    const known = peers.get(key) ?? openPeer(url, reach, options);
    peers.set(key, known);
    return known;
  };

  return {
    async request(request) {
      checkLiteral(request.url, options.kindOf ?? kindOfAddress, request.reach);
      return send(await peerOf(request), request, options.userAgent);
    },
    async close() {
      const open = await Promise.all(peers.values());
      peers.clear();
      await Promise.all(open.map(({ pool }) => pool.destroy()));
    },
  };
}

async function openPeer(url: URL, reach: Reach | undefined, options: TransportOptions): Promise<Peer> {
  // Loading it takes as long as many a request: whoever never speaks to a registry need not wait for it.
  const undici = await import('undici');
  const { resolveName = resolveByNameServer, kindOf = kindOfAddress, timeouts = TIMEOUTS } = options;
  const connect = undici.buildConnector({
    // The client's own types want all of `net.connect`'s options or none.
    ...({ lookup: guardedLookup(resolveName, kindOf, reach) } as object),
    timeout: timeouts.connectMs,
  });
  const noteAddress: buildConnector.connector = (target, callback) =>
    connect(target, (...outcome) => {
      const [, socket] = outcome;
      const met = socket?.remoteAddress && reachOf(kindOf(socket.remoteAddress));
      if (met) peer.reach = narrowerReach(peer.reach ?? met, met);
      callback(...outcome);
    });
  const pool = new undici.Pool(url.origin, {
    connect: noteAddress,
    connections: CONNECTIONS_PER_ORIGIN,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
  });
  const peer: Peer = { pool, reach: undefined };
  return peer;
}

async function send(peer: Peer, request: HttpRequest, userAgent: string): Promise<HttpResponse> {
  const { method, url, signal } = request;
  const outgoing = encodeBody(request.body);
  try {
    const response = await peer.pool.request({
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
      peer: peer.reach ?? 'public',
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
