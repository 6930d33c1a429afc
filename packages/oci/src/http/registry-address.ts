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

/** The first of some addresses that a registry answers at. Errors: those of reaching the first, if none does. */
export async function findAddress(addresses: readonly URL[], transport: Transport): Promise<URL> {
  const failures: unknown[] = [];
  for (const address of addresses) {
    // The only one needs no proof, and a request saved is saved in every run.
    if (addresses.length === 1 || (await speaksHere(transport, address, failures))) return address;
  }
  throw failures[0];
}

async function speaksHere(transport: Transport, address: URL, failures: unknown[]): Promise<boolean> {
  try {
    const response = await transport.request({ method: 'GET', url: new URL('/v2/', address) });
    await discard(response);
    // A server of https answers 400 to plain HTTP.
    if (response.status !== 400) return true;
    failures.push(
      new OciError('REGISTRY_FAILED', `Reaching ${address.host}: it answers 400 to ${address.protocol}//`),
    );
  } catch (error) {
    failures.push(error);
  }
  return false;
}
