import { isSameButSpelling, nearestName } from './nearest-name.js';

const NAMES = ['push', 'pull', 'platforms', 'outputPath', 'buildArgs', 'dockerfile', 'load', 'tags'];

describe('nearestName', () => {
  it.each([
    ['a letter replaced', 'pusj', 'push'],
    ['two letters swapped', 'psuh', 'push'],
    ['a letter missing', 'tag', 'tags'],
    ['a letter too many', 'platformss', 'platforms'],
    ['case and dashes', 'BUILD-ARGS', 'buildArgs'],
    ['a beginning', 'output', 'outputPath'],
    ['the name itself', 'load', 'load'],
  ])('finds the name: %s', (_title, name, expected) => {
    expect(nearestName(name, NAMES)).toBe(expected);
  });

  it.each(['colour', 'x', '', 'repository', 'ed'])('finds none near %j', (name) => {
    expect(nearestName(name, NAMES)).toBeUndefined();
  });
});

test('spelling is case, dashes and underscores only', () => {
  expect(isSameButSpelling('SHORT_sha', 'shortSha')).toBe(true);
  expect(isSameButSpelling('shortShas', 'shortSha')).toBe(false);
});
