import { OciError, TransientError } from '../errors/index.js';
import { DOCKER_HUB } from '../model/index.js';
import { isLoopbackHost } from './address.js';
import { discard } from './body.js';
import type { Transport } from './message.js';
import { isWithoutTls } from './network-failure.js';

const DOCKER_HUB_HOST = 'registry-1.docker.io';

/** The host and port that a registry is reached at. */
export function registryHost(registry: string): string {
  return registry === DOCKER_HUB ? DOCKER_HUB_HOST : registry;
}

/** The URLs at which a registry may answer, likeliest first. Plain HTTP only on this machine, or if the user allows it. */
export function registryAddresses(registry: string, isInsecure: boolean): readonly URL[] {
  const host = registryHost(registry);
  const https = new URL(`https://${host}`);
  const http = new URL(`http://${host}`);
  if (isLoopbackHost(registry)) return [http, https];
  return isInsecure ? [https, http] : [https];
}

/**
 * The first of some addresses that a registry answers at. Errors, if it answers at none: those of reaching it by https;
 * where it speaks no TLS, those of plain HTTP that may pass.
 */
export async function findAddress(addresses: readonly URL[], transport: Transport): Promise<URL> {
  let [secure, plain]: unknown[] = [];
  for (const address of addresses) {
    // The only one needs no proof, and a request saved is saved in every run.
    const reason = addresses.length === 1 ? undefined : await findFailure(transport, address);
    if (reason === undefined) return address;
    if (address.protocol === 'https:') secure = reason;
    else plain = reason;
  }
  // Plain HTTP often fails just because it is not spoken there.
  throw isWithoutTls(secure) && plain instanceof TransientError ? plain : secure;
}

async function findFailure(transport: Transport, address: URL): Promise<unknown> {
  try {
    const response = await transport.request({ method: 'GET', url: new URL('/v2/', address) });
    await discard(response);
    // So answers a server of https to plain HTTP, or what stands in front of it and sends us to https.
    const isElsewhere = response.status === 400 || (response.status >= 300 && response.status < 400);
    return isElsewhere
      ? new OciError('REGISTRY_FAILED', `Reaching ${address.host}: it answers ${response.status}`)
      : undefined;
  } catch (error) {
    return error;
  }
}
