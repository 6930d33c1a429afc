import { untilAborted } from '../errors/index.js';
import { createAuthorizer } from './authorize.js';
import { discard } from './body.js';
import type { Credentials } from './credential.js';
import { follow, type FollowedResponse } from './follow.js';
import type { Reach } from './address.js';
import type { HttpMethod, RequestBody, Transfer, Transport } from './message.js';
import { findAddress, registryAddresses } from './registry-address.js';

/** A request to one registry. */
export interface RegistryRequest {
  readonly method: HttpMethod;
  /** A path and query of the registry, or the whole URL that it named. */
  readonly target: string | URL;
  /** What has to be allowed for it, as token servers spell it: `repository:acme/api:pull`. */
  readonly scopes: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  readonly transfer?: Transfer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks to one registry: finds its address once, authorizes, follows redirects. */
export interface RegistryClient {
  /** Host and port, `docker.io` for Docker Hub. */
  readonly registry: string;
  /**
   * The answer, whatever its status; a 401 only if nothing helped. Its body has to be read or discarded.
   * Errors: `REGISTRY_UNREACHABLE`, `REGISTRY_UNSAFE`, `REGISTRY_DENIED` and `REGISTRY_FAILED` by the token server,
   * `CREDENTIALS_INVALID`, the signal's reason, those of the body's own reading.
   */
  request(request: RegistryRequest): Promise<FollowedResponse>;
}

/** What a registry is reached with. */
export interface RegistryClientOptions {
  readonly transport: Transport;
  readonly credentials: Credentials;
  /** Whether plain HTTP will do; for a registry on this machine it does anyway. */
  readonly isInsecure?: boolean;
  /** Milliseconds, of which only differences mean something. */
  readonly now: () => number;
}

/** A client of one registry, with a memory of its address, its way of authorization and its tokens. */
export function createRegistryClient(registry: string, options: RegistryClientOptions): RegistryClient {
  const { transport, isInsecure = false } = options;
  const authorizer = createAuthorizer({ registry, ...options });
  let address: Promise<URL> | undefined;
  let reach: Reach = 'public';

  const locate = (): Promise<URL> => {
    address ??= findAddress(registryAddresses(registry, isInsecure), transport);
    address.catch(() => (address = undefined));
    return address;
  };

  return {
    registry,
    async request({ target, scopes, signal, ...rest }) {
      const base = await untilAborted(locate(), signal);
      const request = { ...rest, signal, url: typeof target === 'string' ? new URL(target, base) : target };
      const send = async (authorization: string | undefined): Promise<FollowedResponse> => {
        const response = await follow(transport, request, { origin: base.origin, reach }, authorization);
        if (response.url.origin !== base.origin) return response;
        reach = response.peer;
        return { ...response, hadPassword: authorization?.startsWith('Basic ') === true };
      };
      const first = await untilAborted(authorizer.header(scopes), signal);
      const response = await send(first);
      // Another server's demand is none of the registry's: nobody logs in there.
      if (response.status !== 401 || response.url.origin !== base.origin) return response;
      const next = await untilAborted(authorizer.renew(response, scopes, first), signal).catch(
        async (error: unknown) => {
          await discard(response);
          throw error;
        },
      );
      if (next === undefined) return response;
      await discard(response);
      return send(next);
    },
  };
}
