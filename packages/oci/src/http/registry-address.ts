import { OciError } from '../errors/index.js';
import { DOCKER_HUB } from '../model/index.js';
import { isLoopbackHost } from './address.js';
import { discard } from './body.js';
import type { Transport } from './message.js';

const DOCKER_HUB_HOST = 'registry-1.docker.io';

/** The URLs at which a registry may answer, likeliest first. Plain HTTP only for this machine and what the user lists. */
export function registryAddresses(registry: string, insecureRegistries: readonly string[]): readonly URL[] {
  const host = registry === DOCKER_HUB ? DOCKER_HUB_HOST : registry;
  const https = new URL(`https://${host}`);
  const http = new URL(`http://${host}`);
  if (isLoopbackHost(registry)) return [http, https];
  return insecureRegistries.includes(registry) ? [https, http] : [https];
}

/** The first of some addresses that a registry answers at. Errors: those of reaching it by https, if it answers at none. */
export async function findAddress(addresses: readonly URL[], transport: Transport): Promise<URL> {
  let failure: unknown;
  for (const address of addresses) {
    // The only one needs no proof, and a request saved is saved in every run.
    const reason = addresses.length === 1 ? undefined : await findFailure(transport, address);
    if (reason === undefined) return address;
    // Plain HTTP often fails just because it is not spoken there.
    if (address.protocol === 'https:') failure = reason;
  }
  throw failure;
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
