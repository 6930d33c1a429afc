import { formatCommand } from './command-line.js';

describe('formatCommand', () => {
  it.each([
    ['plain words', ['buildx', '--output', 'type=oci,dest=/a'], 'docker buildx --output type=oci,dest=/a'],
    ['a space', ['a b'], "docker 'a b'"],
    ['a quote', ["it's"], `docker 'it'\\''s'`],
    ['an empty word', [''], "docker ''"],
    ['what a shell would expand', ['$HOME', '*', '~'], "docker '$HOME' '*' '~'"],
    ['a password in a URL', ['https://me:s3cret@git.example/x.git'], 'docker https://git.example/x.git'],
    ['a signed URL', ['https://h/x?sig=s3cret'], "docker 'https://h/x?…'"],
  ])('writes %s', (_title, args, expected) => {
    expect(formatCommand('docker', args)).toBe(expected);
  });
});
