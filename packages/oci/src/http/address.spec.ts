import {
  isLoopbackHost,
  isWithinReach,
  kindOfAddress,
  narrowerReach,
  reachOf,
  type Reach,
} from './address.js';

describe('kindOfAddress', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['172.32.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd00:ec2::1', 'private'],
    ['fd00:ec2::254', 'reserved'],
    ['100.100.100.200', 'reserved'],
    ['168.63.129.16', 'reserved'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['::1', 'loopback'],
    ['::', 'loopback'],
    ['169.254.169.254', 'reserved'],
    ['fe80::1', 'reserved'],
    ['fe80::1%eth0', 'reserved'],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['ff02::1', 'reserved'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it.each([
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:a9fe:a9fe', 'reserved'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'reserved'],
    ['64:ff9b::808:808', 'public'],
  ])('%s, an IPv4 address in disguise, is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it('takes what is no address for the worst', () => {
    expect(kindOfAddress('registry.test')).toBe('reserved');
  });
});

describe('reach', () => {
  it.each<[Reach, string[]]>([
    ['public', ['public']],
    ['private', ['public', 'private']],
    ['loopback', ['public', 'private', 'loopback']],
  ])('%s includes %j', (reach, kinds) => {
    const all = ['public', 'private', 'loopback', 'reserved'] as const;
    expect(all.filter((kind) => isWithinReach(kind, reach))).toEqual(kinds);
  });

  it('of a server at a reserved address ends where the open does', () => {
    expect(reachOf('reserved')).toBe('public');
    expect(reachOf('private')).toBe('private');
  });

  it('of a server met at two addresses is the narrower', () => {
    expect(narrowerReach('loopback', 'public')).toBe('public');
    expect(narrowerReach('private', 'loopback')).toBe('private');
  });
});

describe('isLoopbackHost', () => {
  it.each([
    'localhost',
    'localhost:5000',
    'LOCALHOST:5000',
    'registry.localhost:80',
    '127.0.0.1:5000',
    '127.9.9.9',
    '[::1]:5000',
  ])('knows %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    '128.0.0.1',
    '10.0.0.1:5000',
    'ghcr.io',
    '[::2]:5000',
  ])('is not taken in by %s', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
