import type { Reach } from './address.js';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a request sends: bytes, or as many bytes as it says, which can be read again from their start. */
export type RequestBody = Uint8Array | { readonly size: number; read(): AsyncIterable<Uint8Array> };

/**
 * A request that holds its connection for long: what it reads may wait for what is sent elsewhere, and the other way
 * round. Each direction has connections of its own, and so have the short requests, or they would wait in a circle.
 */
export type Transfer = 'download' | 'upload';

/** One request, as it goes out: nothing is added but the user agent. */
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  /** How far inwards the address may lead; anywhere if it is absent, which is for what the user named. */
  readonly reach?: Reach | undefined;
  /** Which of its bodies may be gigabytes, if one may. */
  readonly transfer?: Transfer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The head of an answer, and its body still to be read: read it or discard it, or its connection is lost. */
export interface HttpResponse {
  readonly status: number;
  /** Keys are lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** How far inwards this host is, by the least inward of the addresses at which it has been met so far. */
  readonly peer: Reach;
}

/** Sends requests. Redirects are answers like any other. */
export interface Transport {
  /** Errors: `REGISTRY_UNREACHABLE`, `REGISTRY_UNSAFE` if `reach` forbids the address, those of the body's own reading. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Drops every connection. */
  close(): Promise<void>;
}
