import { resolveOwner } from './owner.js';

const FILES: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0::/:\napp:x:15:16::/:\nbad:x:no:0::/:\n',
  'etc/group': 'root:x:0:\nstaff:x:50:\n',
};
const read = async (path: string) => FILES[path];

describe('who an owner is', () => {
  it.each([
    ['5', 5, 5],
    ['5:6', 5, 6],
    [':6', 0, 6],
    ['app', 15, 16],
    ['app:staff', 15, 50],
    ['7:staff', 7, 50],
    ['root:root', 0, 0],
  ])('%s', async (text, uid, gid) => {
    expect(await resolveOwner(text, '', read)).toEqual({ uid, gid });
  });

  it('knows root where there is no file', async () => {
    expect(await resolveOwner('root:root', '', async () => undefined)).toEqual({ uid: 0, gid: 0 });
  });

  it.each(['nosuch', 'bad', 'app:nosuch'])('refuses %s, which buildx takes for 0', async (text) => {
    await expect(resolveOwner(text, 'Dockerfile:3', read)).rejects.toMatchObject({
      code: 'DOCKERFILE_UNSUPPORTED',
      message: expect.stringMatching(/^Dockerfile:3: the (user|group) (nosuch|bad) is not in/),
    });
  });
});
