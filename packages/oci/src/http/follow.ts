import { OciError } from '../errors/index.js';
import { narrowerReach, type Reach } from './address.js';
import { discard } from './body.js';
import type { HttpMethod, HttpRequest, HttpResponse, Transport } from './message.js';
import { resolveTarget } from './target.js';

/** An answer, and where it came from in the end. */
export interface FollowedResponse extends HttpResponse {
  readonly url: URL;
  readonly isRedirected: boolean;
  /** Whether it is the answer to a user name and a password. */
  readonly hadPassword?: boolean;
}

/** The registry that a request belongs to: what is not its own gets no credentials, and reaches no further inwards. */
export interface Home {
  readonly origin: string;
  readonly reach: Reach;
}

const MAX_REDIRECTS = 5;
const KEEPS_METHOD = new Set([307, 308]);
const REDIRECTS = new Set([301, 302, 303, ...KEEPS_METHOD]);

/**
 * Sends a request and follows its redirects. `authorization` goes to the registry's own origin (scheme, host and
 * port) alone, and not even there again once another was on the way (GHSA-vh4v-2xq2-g5cg). A body is sent again
 * where the redirect says so (307, 308). Errors: as the transport; `REGISTRY_UNSAFE`, `REGISTRY_FAILED`.
 */
export async function follow(
  transport: Transport,
  request: HttpRequest,
  home: Home,
  authorization: string | undefined,
): Promise<FollowedResponse> {
  let { url } = request;
  let isAtHome = url.origin === home.origin;
  let reach = isAtHome ? undefined : home.reach;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await transport.request({
      ...request,
      url,
      headers: { ...request.headers, ...(isAtHome && authorization !== undefined && { authorization }) },
      reach: url.origin === home.origin ? undefined : reach,
    });
    if (!isRedirect(response.status, request.method)) return { ...response, url, isRedirected: hops > 0 };
    await discard(response);
    url = resolveTarget(response.headers['location'], url, `Following a redirect of ${url.host}`);
    isAtHome &&= url.origin === home.origin;
    reach = narrowerReach(reach ?? response.peer, response.peer);
  }
  throw new OciError('REGISTRY_FAILED', `Reaching ${request.url.host}: more than ${MAX_REDIRECTS} redirects`);
}

function isRedirect(status: number, method: HttpMethod): boolean {
  return method === 'GET' || method === 'HEAD' ? REDIRECTS.has(status) : KEEPS_METHOD.has(status);
}
