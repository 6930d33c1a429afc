import { lookup as lookupName, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { OciError } from '../errors/index.js';
import { isLocalhost, isWithinReach, type AddressKind, type Reach } from './address.js';

/** All addresses of a name. */
export type ResolveName = (name: string, options: LookupOptions) => Promise<readonly LookupAddress[]>;

/** Judges an address. */
export type KindOf = (address: string) => AddressKind;

/** The addresses by which this machine knows a name. */
export const resolveByNameServer: ResolveName = (name, options) =>
  new Promise((resolve, reject) => {
    lookupName(isLocalhost(name) ? 'localhost' : name, { ...options, all: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

/**
 * Resolves names for `net.connect`, to addresses within `reach` alone: what is checked is what is connected to, so
 * no second look-up can answer otherwise (CVE-2026-48978). Errors: `REGISTRY_UNSAFE`, those of the look-up.
 */
export function guardedLookup(
  resolveName: ResolveName,
  kindOf: KindOf,
  reach: Reach | undefined,
): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, options)
      .then((addresses) => addresses.filter(({ address }) => !reach || isWithinReach(kindOf(address), reach)))
      .then(
        (allowed) => {
          const [first] = allowed;
          if (!first) callback(outOfReach(hostname), '');
          else if (options.all) callback(null, [...allowed]);
          else callback(null, first.address, first.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, ''),
      );
  };
}

/** As `guardedLookup`, for a URL whose host is an address and never looked up. Errors: `REGISTRY_UNSAFE`. */
export function checkLiteral(url: URL, kindOf: KindOf, reach: Reach | undefined): void {
  const kind = kindOfLiteral(url, kindOf);
  if (reach && kind && !isWithinReach(kind, reach)) throw outOfReach(url.hostname);
}

/** The kind of the address that a URL's host is; `undefined` if it is a name. */
export function kindOfLiteral({ hostname }: URL, kindOf: KindOf): AddressKind | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) ? kindOf(address) : undefined;
}

function outOfReach(hostname: string): OciError {
  return new OciError(
    'REGISTRY_UNSAFE',
    `Reaching ${hostname}: a registry further out sent us to this address inside the network or machine`,
    { hint: 'Do not trust this registry, or reach it by an address as far inside as the one it names.' },
  );
}
