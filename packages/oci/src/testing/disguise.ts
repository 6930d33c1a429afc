import type { Reach, Transport } from '../http/index.js';

/** The server that really answers for an origin, and how far inwards it is taken to be. */
export interface Disguise {
  readonly url: string;
  readonly reach: Reach;
}

/**
 * A transport that takes servers of this machine for others, by the origin they are to have: `https://registry.test`.
 * Tests get https and hosts out in the open by it, without certificates and without a network.
 */
export function disguise(transport: Transport, origins: Readonly<Record<string, Disguise>>): Transport {
  return {
    async request(request) {
      const disguised = origins[request.url.origin];
      if (!disguised) return transport.request(request);
      const url = new URL(`${request.url.pathname}${request.url.search}`, disguised.url);
      return { ...(await transport.request({ ...request, url, reach: undefined })), peer: disguised.reach };
    },
    close: () => transport.close(),
  };
}
