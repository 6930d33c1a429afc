import { formatPlatform } from '@nx-docker-multiarch/oci/model';
import type { RawList } from './option-lists.js';
import { resolvePlatforms } from './platforms.js';
import type { Problem } from './problems.js';

function resolve(raw: RawList) {
  const problems: Problem[] = [];
  return {
    platforms: resolvePlatforms(raw, (problem) => problems.push(problem)).map(formatPlatform),
    problems,
  };
}

describe('resolvePlatforms', () => {
  it.each<[string, RawList, string[]]>([
    ['the default', undefined, ['linux/amd64', 'linux/arm64']],
    ['a list in its order', 'linux/s390x,linux/386', ['linux/s390x', 'linux/386']],
    ['the same one in two spellings', ['linux/arm64/v8', 'linux/arm64'], ['linux/arm64']],
    ['variants', 'linux/arm/v6,linux/arm/v7', ['linux/arm/v6', 'linux/arm/v7']],
  ])('gives %s', (_title, raw, platforms) => {
    expect(resolve(raw)).toEqual({ platforms, problems: [] });
  });

  it.each<[string, RawList, string, string]>([
    ['no operating system', 'arm64', 'not os/architecture[/variant]', 'Write it like linux/amd64'],
    ['a misspelt architecture', 'linux/arm46', '"arm46" is not an architecture', 'Did you mean arm64?'],
    ["the kernel's name", 'linux/x86_64', '"x86_64" is not an architecture', 'Did you mean amd64?'],
    ["the compiler's name", 'linux/aarch64', '"aarch64" is not', 'Did you mean arm64?'],
    ['a misspelt system', 'linx/amd64', '"linx" is not an operating system', 'Did you mean linux?'],
    ['an empty list', '', 'names no platform', 'Name at least one'],
  ])('refuses %s', (_title, raw, what, wayOut) => {
    const { platforms, problems } = resolve(raw);
    expect(platforms).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ option: 'platforms', value: JSON.stringify(raw) })]);
    expect(problems[0]?.what).toContain(what);
    expect(problems[0]?.wayOut).toContain(wayOut);
  });
});
