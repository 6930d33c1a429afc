import type { Problem } from './problems.js';
import { resolveVerbatim, toAddHost } from './verbatim.js';

type Option = Parameters<typeof resolveVerbatim>[0];

function resolve(option: Option, raw: string) {
  const problems: Problem[] = [];
  return { items: resolveVerbatim(option, raw, (problem) => problems.push(problem)), problems };
}

describe('resolveVerbatim', () => {
  it.each<[Option, string, string[]]>([
    [
      'addHosts',
      'a:10.0.0.1,b:host-gateway,c:::1,d=[fe80::1]',
      ['a:10.0.0.1', 'b:host-gateway', 'c:::1', 'd=[fe80::1]'],
    ],
    ['ulimits', 'nofile=1024:2048,core=-1,nofile=1024:2048', ['nofile=1024:2048', 'core=-1']],
    [
      'allow',
      'network.host,security.insecure,device=x/y',
      ['network.host', 'security.insecure', 'device=x/y'],
    ],
    ['shmSize', '64m', ['64m']],
    ['shmSize', '67108864', ['67108864']],
    ['shmSize', '1.5GiB', ['1.5GiB']],
    [
      'insecureRegistries',
      'registry.lan:5000,localhost,[::1]:5000',
      ['registry.lan:5000', 'localhost', '[::1]:5000'],
    ],
  ])('%s takes %s', (option, raw, items) => {
    expect(resolve(option, raw)).toEqual({ items, problems: [] });
  });

  it.each<[Option, string]>([
    ['addHosts', 'localhost'],
    ['addHosts', 'a:xyz'],
    ['ulimits', 'nofile:1024'],
    ['ulimits', 'nofile=many'],
    ['allow', 'network-host'],
    ['shmSize', '64 apples'],
    ['insecureRegistries', 'http://registry.lan:5000'],
    ['insecureRegistries', 'registry.lan/acme'],
    ['insecureRegistries', 'registry'],
  ])('%s refuses %s', (option, raw) => {
    expect(resolve(option, raw).problems).toEqual([
      expect.objectContaining({ option, value: expect.stringContaining(raw.slice(0, 4)) as string }),
    ]);
  });
});

test('an added host is written as Docker does', () => {
  expect(['a=10.0.0.1', 'a:::1', 'a=::1'].map(toAddHost)).toEqual(['a:10.0.0.1', 'a:::1', 'a:::1']);
});
