import { PluginError } from '../../errors/index.js';
import { ROOT_OWNER, type Owner } from './file-tree.js';

/** Reads a file of the stage: `etc/passwd`, `etc/group`; `undefined` where it is not there. */
export type ReadStageFile = (path: string) => Promise<string | undefined>;

/**
 * Who `user[:group]` is, by number or by name, as `--chown` and `USER` have it: a number alone is the group's too, a
 * name alone brings the group of its line in `etc/passwd`. `root` needs no file.
 * Errors: `DOCKERFILE_UNSUPPORTED` for a name that the stage does not know.
 */
export async function resolveOwner(text: string, where: string, read: ReadStageFile): Promise<Owner> {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const group = colon < 0 ? '' : text.slice(colon + 1);
  const owner = user === '' ? ROOT_OWNER : await resolveUser(user, where, read);
  return group === '' ? owner : { uid: owner.uid, gid: await resolveGroup(group, where, read) };
}

async function resolveUser(user: string, where: string, read: ReadStageFile): Promise<Owner> {
  if (isNumber(user)) return { uid: Number(user), gid: Number(user) };
  const [, , uid, gid] = (await findLine('etc/passwd', user, read)) ?? [];
  if (uid !== undefined && gid !== undefined && isNumber(uid) && isNumber(gid))
    return { uid: Number(uid), gid: Number(gid) };
  if (user === 'root') return ROOT_OWNER;
  throw unknownName(where, 'user', user, '/etc/passwd');
}

async function resolveGroup(group: string, where: string, read: ReadStageFile): Promise<number> {
  if (isNumber(group)) return Number(group);
  const [, , gid] = (await findLine('etc/group', group, read)) ?? [];
  if (gid !== undefined && isNumber(gid)) return Number(gid);
  if (group === 'root') return ROOT_OWNER.gid;
  throw unknownName(where, 'group', group, '/etc/group');
}

async function findLine(
  file: string,
  name: string,
  read: ReadStageFile,
): Promise<readonly string[] | undefined> {
  const lines = ((await read(file)) ?? '').split('\n').map((line) => line.trim().split(':'));
  return lines.find(([first]) => first === name);
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function unknownName(where: string, kind: string, name: string, file: string): PluginError {
  return new PluginError(
    'DOCKERFILE_UNSUPPORTED',
    `${where}: the ${kind} ${name} is not in ${file} of this stage`,
    {
      hint: `Write the number of the ${kind}, which is the same in every image; buildx would take 0, silently.`,
    },
  );
}
