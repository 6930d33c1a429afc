import { rootCertificates } from 'node:tls';
import type { buildConnector, Dispatcher, Pool } from 'undici';
import { kindOfAddress, narrowerReach, reachOf, type Reach } from './address.js';
import type { Transfer } from './message.js';
import {
  guardedLookup,
  kindOfLiteral,
  resolveByNameServer,
  type KindOf,
  type ResolveName,
} from './name-lookup.js';

/** How long nothing may happen, in milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** From the end of the request to the head of the answer: a registry may be digesting gigabytes. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyMs: number;
}

/** What connections to one origin are opened with. */
export interface PeerOptions {
  readonly authorities?: ReadonlyMap<string, string> | undefined;
  readonly resolveName?: ResolveName;
  readonly kindOf?: KindOf;
  readonly timeouts?: Timeouts;
}

/** The connections to one origin. */
export interface Peer {
  /** The connections for transfers in one direction, or for short requests. */
  dispatcher(transfer: Transfer | undefined): Dispatcher;
  /** How far inwards the origin is, as far as it is known by now. */
  reach(): Reach;
  destroy(): Promise<void>;
}

type Undici = typeof import('undici');

const TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 120_000, bodyMs: 60_000 };
/** For each direction. */
const CONNECTIONS = 8;

/**
 * Loads the HTTP client, which takes as long as many a request: whoever never speaks to a registry need not wait for it, and
 * who is going to can have it loaded while there is nothing else to do.
 */
export function loadHttpClient(): Promise<Undici> {
  return import('undici');
}

/** Connections to the origin of `url`; none is opened yet. A request with `reach` gets no further inwards on them. */
export async function openPeer(
  url: URL,
  reach: Reach | undefined,
  proxy: URL | undefined,
  options: PeerOptions,
): Promise<Peer> {
  const undici = await loadHttpClient();
  const peer =
    proxy === undefined
      ? openDirectly(undici, url, reach, options)
      : openThrough(undici, url, proxy, options);
  const open = new Map<Transfer | undefined, Dispatcher>();
  return {
    dispatcher(transfer) {
      const dispatcher = open.get(transfer) ?? peer.open();
      open.set(transfer, dispatcher);
      return dispatcher;
    },
    reach: peer.reach,
    async destroy() {
      await Promise.all([...open.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

type Opener = Pick<Peer, 'reach'> & { open(): Dispatcher };

function openDirectly(undici: Undici, url: URL, reach: Reach | undefined, options: PeerOptions): Opener {
  const { resolveName = resolveByNameServer, kindOf = kindOfAddress } = options;
  let met: Reach | undefined;
  const connect = undici.buildConnector({
    // The client's own types want all of `net.connect`'s options or none.
    ...({ lookup: guardedLookup(resolveName, kindOf, reach) } as object),
    ...tlsOptions(url, options),
  });
  const noteAddress: buildConnector.connector = (target, callback) =>
    connect(target, (...outcome) => {
      const [, socket] = outcome;
      const here = socket?.remoteAddress && reachOf(kindOf(socket.remoteAddress));
      if (here) met = narrowerReach(met ?? here, here);
      callback(...outcome);
    });
  return {
    open: () => new undici.Pool(url.origin, { connect: noteAddress, ...poolOptions(options) }),
    reach: () => met ?? 'public',
  };
}

/** Behind a proxy nobody here learns the address of a name: every name counts as out in the open. */
function openThrough(undici: Undici, url: URL, proxy: URL, options: PeerOptions): Opener {
  const { kindOf = kindOfAddress, timeouts = TIMEOUTS } = options;
  const pool = poolOptions(options);
  return {
    open: () =>
      new undici.ProxyAgent({
        uri: proxy.href,
        // Many proxies let nothing but TLS through a tunnel.
        proxyTunnel: url.protocol === 'https:',
        proxyTls: { timeout: timeouts.connectMs },
        requestTls: tlsOptions(url, options),
        factory: (origin, given) => new undici.Pool(origin, { ...given, ...pool }),
        ...pool,
      }),
    reach: () => reachOf(kindOfLiteral(url, kindOf) ?? 'public'),
  };
}

function poolOptions({ timeouts = TIMEOUTS }: PeerOptions): Pool.Options {
  return {
    connections: CONNECTIONS,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
  };
}

function tlsOptions(
  { host }: URL,
  { authorities, timeouts = TIMEOUTS }: PeerOptions,
): buildConnector.BuildOptions {
  const authority = authorities?.get(host);
  return {
    timeout: timeouts.connectMs,
    ...(authority !== undefined && { ca: [...rootCertificates, authority] }),
  };
}
