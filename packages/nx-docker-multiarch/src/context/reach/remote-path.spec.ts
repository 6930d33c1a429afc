import { isFixedAddress, isPathWhatever, isRemotePath } from './remote-path.js';

it.each([
  ['https://a.test/x.tgz', true],
  ['HTTP://a.test/x', true],
  ['git@a.test:acme/api', true],
  ['ssh://git@a.test/acme/api', true],
  ['acme/api.git#main', true],
  ['app.gitignore', false],
  ['https', false],
  ['dir/file@2:x', false],
])('ADD %s downloads: %j', (path, expected) => {
  expect(isRemotePath(path)).toBe(expected);
});

const SHA1 = '0123456789'.repeat(4);
const SHA256 = '01234567'.repeat(8);

it.each([
  [`https://a.test/acme/api.git#${SHA1}`, true],
  [`https://a.test/acme/api.git#${SHA256}:folder`, true],
  [`git@a.test:acme/api.git#${SHA1}`, true],
  [`git@a.test:acme/api#${SHA1}`, true],
  [`ssh://git@a.test/acme/api#${SHA1}`, true],
  ['https://a.test/acme/api.git', false],
  ['https://a.test/acme/api.git#main', false],
  [`https://a.test/acme/api.git#${SHA1.slice(1)}`, false],
  [`https://a.test/acme/api.git#${SHA1}0`, false],
  [`https://a.test/acme/api.git?ref=main#${SHA1}`, false],
  [`https://a.test/x.tgz#${SHA1}`, false],
  [`HTTPS://a.test/x.tgz#${SHA1}`, false],
  [`https://a.test/x?y=z.git#${SHA1}`, false],
  [`ftp://a.test/x#${SHA1}`, false],
])('ADD %s always gives the same: %j', (address, expected) => {
  expect(isFixedAddress(address)).toBe(expected);
});

it.each([
  ['dist/$X', true],
  ['/$X', true],
  ['./$X', true],
  ['$X', false],
  ['$X/a', false],
  ['"$X/a"', false],
  ['http$S://a.test/x', false],
  ['git@$HOST:acme/api', false],
  ['lib$X', false],
])('ADD %s is a path whatever the values are: %j', (word, expected) => {
  expect(isPathWhatever(word)).toBe(expected);
});
