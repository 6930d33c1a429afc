import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attempt, succeed, type CommandOptions, type CommandResult } from './command.js';
import { TEMPLATES } from './remove-templates.js';
import { packTarballs } from './tarballs.js';

export const REPOSITORY_ROOT = path.resolve(__dirname, '../..');

/** The Nx that most suites run with. */
export const NX_VERSION = '23.2.1';

/** A workspace outside this one, with the packed plugin installed. */
export interface Workspace {
  readonly root: string;
  /** Writes files below the workspace's root: their content by path. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Adds a project with a `docker-multiarch` target of these options. */
  addProject(name: string, files: Readonly<Record<string, string>>, options?: object): Promise<void>;
  /** Runs `nx …` in it, whatever its exit code. */
  nx(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  remove(): Promise<void>;
}

/** A new workspace of its own. Only the first of an Nx version takes longer than a moment. */
export async function createWorkspace(nxVersion = NX_VERSION): Promise<Workspace> {
  const template = path.join(TEMPLATES, nxVersion);
  if (!existsSync(template)) await createTemplate(template, nxVersion);
  const parent = await mkdtemp(path.join(tmpdir(), 'nxdm-e2e-'));
  const root = path.join(parent, 'workspace');
  await succeed('cp', ['-al', template, root]);
  return openWorkspace(root, () => rm(parent, { recursive: true, force: true }));
}

function openWorkspace(root: string, remove: () => Promise<void>): Workspace {
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [file, content] of Object.entries(files)) {
      const target = path.join(root, file);
      await mkdir(path.dirname(target), { recursive: true });
      // The copy of the template is made of hard links: a file is replaced, never written into.
      await rm(target, { force: true });
      await writeFile(target, content);
    }
  };
  return {
    root,
    write,
    remove,
    addProject: (name, files, options = {}) =>
      write({ [`${name}/project.json`]: projectJson(name, options), ...below(name, files) }),
    nx: (args, options = {}) =>
      attempt(path.join(root, 'node_modules/.bin/nx'), args, { cwd: root, ...options }),
  };
}

function projectJson(name: string, options: object): string {
  return JSON.stringify({
    name,
    targets: { 'docker-multiarch': { executor: 'nx-docker-multiarch:build', options } },
  });
}

function below(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, content]) => [`${folder}/${file}`, content]));
}

async function createTemplate(template: string, nxVersion: string): Promise<void> {
  await mkdir(TEMPLATES, { recursive: true });
  const root = await mkdtemp(path.join(TEMPLATES, 'new-'));
  const tarballs = await packTarballs(TEMPLATES);
  await writeFile(path.join(root, 'package.json'), JSON.stringify({ name: 'outside', private: true }));
  await writeFile(
    path.join(root, 'nx.json'),
    JSON.stringify({ analytics: false, neverConnectToCloud: true }),
  );
  await writeFile(path.join(root, '.npmrc'), 'fund=false\naudit=false\n');
  await succeed('npm', ['install', '--save-dev', '--prefer-offline', `nx@${nxVersion}`, ...tarballs], {
    cwd: root,
  });
  await cp(path.join(REPOSITORY_ROOT, 'examples/greeter'), path.join(root, 'greeter'), { recursive: true });
  await writeFile(
    path.join(root, 'greeter/project.json'),
    projectJson('greeter', { context: '{projectRoot}' }),
  );
  await rename(root, template);
}
