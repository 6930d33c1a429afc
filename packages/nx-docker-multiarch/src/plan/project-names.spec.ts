import { parseReference } from '@nx-docker-multiarch/oci/model';
import fc from 'fast-check';
import { shortenTag, toFileName, toOwnFileName, toRepository, toTag, toTagPart } from './project-names.js';

describe('the forms of a name', () => {
  it.each([
    ['api', 'api', 'api', 'api'],
    ['@acme/Web', 'acme/web', 'acme-Web', 'acme-web'],
    ['Web', 'web', 'Web', 'web'],
    ['apps/api', 'apps/api', 'apps-api', 'apps-api'],
    ['my app', 'my-app', 'my-app', 'my-app'],
    ['a..b', 'a-b', 'a..b', 'a..b'],
    ['a___b', 'a-b', 'a___b', 'a___b'],
    ['.hidden-', 'hidden', 'hidden', 'hidden'],
    ['1.0.0+build.7', '1.0.0-build.7', '1.0.0-build.7', '1.0.0-build.7'],
    ['feature/Login', 'feature/login', 'feature-Login', 'feature-login'],
  ])('of %s', (name, repository, tag, fileName) => {
    expect(toRepository(name)).toBe(repository);
    expect(toTag(name)).toBe(tag);
    expect(toFileName(name)).toBe(fileName);
  });

  it('differ where no letter can be kept', () => {
    expect(toRepository('日本')).not.toBe(toRepository('中国'));
    expect(toTag('/')).toMatch(/^[0-9a-f]{12}$/);
  });

  it('are a file name of its own for each project, and a plain name stays as it is', () => {
    const names = ['acme-web', '@acme/web', 'Acme-Web', 'acme/web', 'acme web'];
    const files = names.map(toOwnFileName);
    expect(files[0]).toBe('acme-web');
    expect(new Set(files).size).toBe(names.length);
    for (const file of files.slice(1)) expect(file).toMatch(/^acme-web-[0-9a-f]{8}$/);
  });

  it('are always a valid reference, and stay what they are', () => {
    // Any code point, half of a pair too: fast-check's own unit for it takes seconds to set up.
    const unit = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    const name = fc.string({
      maxLength: 60,
      unit: fc.oneof(unit, fc.string({ minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(name, name, (repository, tag) => {
        const [first, second] = [toRepository(repository), toTag(tag)];
        expect(parseReference(`r.test/${first}:${second}`)).toMatchObject({ repository: first, tag: second });
        expect([toRepository(first), toTag(second)]).toEqual([first, second]);
      }),
    );
  });

  it('keep a tag within 128 characters', () => {
    expect(toTag(`${'a'.repeat(127)}/${'b'.repeat(50)}`)).toBe('a'.repeat(127));
  });

  it('keep a part of a tag whole, and two long tags two', () => {
    const long = toTagPart(`@acme/${'a'.repeat(130)}`);
    expect(long).toBe(`acme-${'a'.repeat(130)}`);
    const tags = [shortenTag(`${long}-x`), shortenTag(`${long}-y`)];
    expect(new Set(tags).size).toBe(2);
    for (const tag of tags) expect(tag).toMatch(/^acme-a{110}-[0-9a-f]{12}$/);
    expect(shortenTag('a'.repeat(128))).toBe('a'.repeat(128));
  });
});
