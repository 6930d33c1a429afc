import { BlockList, isIP } from 'node:net';

/**
 * Where an IP address leads: into the open, into a private network, to this very machine, or (`reserved`) to
 * link-local, multicast and unassigned addresses, behind which clouds keep the keys of their machines.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'reserved';

/** How far inwards a request may go; each includes those before it. Reserved addresses are in none. */
export type Reach = Exclude<AddressKind, 'reserved'>;

type Subnet = readonly [network: string, bits: number];

const INWARD: Readonly<Record<Reach, number>> = { public: 0, private: 1, loopback: 2 };

const LOOPBACK = subnets(
  [
    ['127.0.0.0', 8],
    ['0.0.0.0', 8],
  ],
  [
    ['::', 128],
    ['::1', 128],
  ],
);

const PRIVATE = subnets(
  [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
    ['198.18.0.0', 15],
  ],
  [
    ['fc00::', 7],
    ['fec0::', 10],
  ],
);

const RESERVED = subnets(
  [
    ['169.254.0.0', 16],
    ['192.0.0.0', 24],
    ['224.0.0.0', 3],
    // Metadata services of clouds that are not link-local.
    ['168.63.129.16', 32],
    ['100.100.100.200', 32],
  ],
  [
    ['fe80::', 10],
    ['ff00::', 8],
    ['2002::', 16],
    ['64:ff9b:1::', 48],
    ['fd00:ec2::254', 128],
  ],
);

/** The kind of an IPv4 or IPv6 address as the operating system writes it; `reserved` if it is none. */
export function kindOfAddress(address: string): AddressKind {
  const [ip = ''] = address.split('%');
  const version = isIP(ip);
  if (version === 0) return 'reserved';
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (RESERVED.check(ip, family)) return 'reserved';
  if (LOOPBACK.check(ip, family)) return 'loopback';
  return PRIVATE.check(ip, family) ? 'private' : 'public';
}

/** Whether an address of this kind may be gone to by a request that goes that far inwards. */
export function isWithinReach(kind: AddressKind, reach: Reach): boolean {
  return kind !== 'reserved' && INWARD[kind] <= INWARD[reach];
}

/** How far inwards one may go on the word of a server at an address of this kind. */
export function reachOf(kind: AddressKind): Reach {
  return kind === 'reserved' ? 'public' : kind;
}

/** The less inward of two: what holds for a server that was met at several addresses. */
export function narrowerReach(a: Reach, b: Reach): Reach {
  return INWARD[a] < INWARD[b] ? a : b;
}

/** Whether a registry's host, with or without a port, names this machine itself. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return isLocalhost(name) || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** Names that mean this machine whatever a name server says (RFC 6761 §6.3). */
export function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

function subnets(ipv4: readonly Subnet[], ipv6: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of ipv4) {
    list.addSubnet(network, bits, 'ipv4');
    // A NAT64 gateway leads to the IPv4 address in the last 32 bits (RFC 6052 §2.1).
    list.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
  }
  for (const [network, bits] of ipv6) list.addSubnet(network, bits, 'ipv6');
  return list;
}
