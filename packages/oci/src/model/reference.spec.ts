import * as fc from 'fast-check';
import { digestOf } from './digest.js';
import { formatReference, formatRepository, isTag, parseReference, type Reference } from './reference.js';

const digest = digestOf('abc');

describe('a reference', () => {
  it.each<[string, Reference]>([
    ['busybox', { registry: 'docker.io', repository: 'library/busybox' }],
    ['busybox:1.36', { registry: 'docker.io', repository: 'library/busybox', tag: '1.36' }],
    ['acme/api', { registry: 'docker.io', repository: 'acme/api' }],
    ['docker.io/busybox', { registry: 'docker.io', repository: 'library/busybox' }],
    ['registry-1.docker.io/acme/api:1', { registry: 'docker.io', repository: 'acme/api', tag: '1' }],
    ['index.docker.io/acme/api:1', { registry: 'docker.io', repository: 'acme/api', tag: '1' }],
    ['localhost/api', { registry: 'localhost', repository: 'api' }],
    ['localhost:5000/acme/api:1.0', { registry: 'localhost:5000', repository: 'acme/api', tag: '1.0' }],
    ['[::1]:5000/api:1', { registry: '[::1]:5000', repository: 'api', tag: '1' }],
    [
      'ghcr.io/acme/team/api:Main_1.0-x',
      { registry: 'ghcr.io', repository: 'acme/team/api', tag: 'Main_1.0-x' },
    ],
    [`ghcr.io/acme/api@${digest}`, { registry: 'ghcr.io', repository: 'acme/api', digest }],
    [`ghcr.io/acme/api:1@${digest}`, { registry: 'ghcr.io', repository: 'acme/api', tag: '1', digest }],
    ['ghcr.io/a__b/c.d/e--f_g', { registry: 'ghcr.io', repository: 'a__b/c.d/e--f_g' }],
  ])('%s is read', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
  });

  it.each<[string, string]>([
    ['', 'is not a repository'],
    ['ghcr.io/', 'is not a repository'],
    ['ghcr.io/acme/Api', 'it must be lower case'],
    ['ghcr.io/@acme/api', 'not "sha256:" and 64'],
    ['ghcr.io//api', 'is not a repository'],
    ['ghcr.io/acme/../api', 'is not a repository'],
    ['ghcr.io/acme/api:', 'tag ""'],
    ['ghcr.io/acme/api:.1', 'tag ".1"'],
    [`ghcr.io/acme/api:${'x'.repeat(129)}`, '1 to 128'],
    ['ghcr.io/acme/api:a:b', 'tag "a:b"'],
    ['https://ghcr.io/acme/api', "is not a registry's host"],
    ['user:password@ghcr.io/acme/api', 'not "sha256:" and 64'],
    ['-ghcr.io/acme/api', "is not a registry's host"],
    ['ghcr.io:port/acme/api', "is not a registry's host"],
    ['localhost:70000/acme/api', "is not a registry's host"],
    ['1.2.3.999/acme/api', "is not a registry's host"],
    [`ghcr.io/${'a/'.repeat(130)}a`, 'longer than 255'],
    [`ghcr.io/a@${digest}@${digest}`, 'more than one "@"'],
    ['ghcr.io/acme/api 1', 'is not a repository'],
    ['ghcr.io/acme/api\n', 'is not a repository'],
  ])('%j is refused, saying why', (text, reason) => {
    expect(() => parseReference(text)).toThrow(reason);
  });

  it('is read back as it was written out', () => {
    const host = fc.stringMatching(/^[a-z0-9]{1,5}\.[a-z]{2,3}(:[0-9]{1,5})?$/);
    const component = fc.stringMatching(/^[a-z0-9]{1,4}((\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}$/);
    const reference: fc.Arbitrary<Reference> = fc.record(
      {
        registry: fc.oneof(
          host.filter((name) => URL.canParse(`https://${name}`)),
          fc.constant('docker.io'),
          fc.constant('localhost'),
        ),
        repository: fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/')),
        tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/),
        digest: fc.constant(digest),
      },
      { requiredKeys: ['registry', 'repository'] },
    );
    fc.assert(
      fc.property(reference, (value) => expect(parseReference(formatReference(value))).toEqual(value)),
    );
  });

  it('names a repository without saying which of its images', () => {
    expect(formatRepository(parseReference('busybox:1.36'))).toBe('docker.io/library/busybox');
  });

  it('is judged quickly, however it is made up', () => {
    const start = performance.now();
    for (const text of [`${'a'.repeat(50_000)}!`, `${'a-'.repeat(50_000)}`, `${'-'.repeat(50_000)}.b/x`])
      expect(() => parseReference(text)).toThrow('Reading reference');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('isTag', () => {
  it.each(['1', '_', 'Main_1.0-x', 'a'.repeat(128)])('takes %j', (text) => expect(isTag(text)).toBe(true));

  it.each(['', '.1', '-1', 'a/b', 'a b', 'a\n', 'é', 'a'.repeat(129), 1, null, undefined, ['a']])(
    'refuses %j',
    (value) => expect(isTag(value)).toBe(false),
  );
});
