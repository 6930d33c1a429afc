import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One in so many is a package of the workspace, and no project.json. */
const PACKAGES = 5;
/** One in so many has a second Dockerfile. */
const SECONDS = 10;
/** What a service has anyway. */
const TARGETS = {
  targets: { build: { command: 'node build.js' }, test: { command: 'node --test' } },
  scripts: { build: 'node build.js', test: 'node --test' },
};
const HUGE = 20 * 1024 * 1024;

/** What no build would take. `write` puts it into a folder, which is a project or not. */
const ODDITIES = [
  {
    name: 'binary',
    write: (folder) => writeFileSync(path.join(folder, 'Dockerfile'), Buffer.alloc(4096, 0xff)),
  },
  { name: 'empty', write: (folder) => writeFileSync(path.join(folder, 'Dockerfile'), '') },
  { name: 'huge', write: (folder) => writeFileSync(path.join(folder, 'Dockerfile'), 'X'.repeat(HUGE)) },
  { name: 'forbidden', write: (folder) => writeFileSync(path.join(folder, 'Dockerfile'), '', { mode: 0 }) },
  { name: 'dangling', write: (folder) => symlinkSync('nowhere', path.join(folder, 'Dockerfile')) },
  { name: 'circular', write: (folder) => symlinkSync('Dockerfile', path.join(folder, 'Dockerfile')) },
  { name: 'folder', write: (folder) => mkdirSync(path.join(folder, 'Dockerfile')) },
];

/** How many odd Dockerfiles `writeProjects` writes besides. */
export const BROKEN = ODDITIES.length * 2;

/** How many of them give a target: what is in a project, and neither a link, which Nx does not list, nor a folder. */
export const BROKEN_WITH_TARGET = 4;

/**
 * Projects with a source file, a build, a test and a Dockerfile each, four of five with a project.json and the others packages; and odd
 * Dockerfiles, each once in a project and once outside any.
 */
export function writeProjects(root, count) {
  for (let number = 1; number <= count; number++) {
    const isPackage = number % PACKAGES === 0;
    const name = `service-${number}`;
    const folder = path.join(root, isPackage ? 'packages' : 'apps', name);
    mkdirSync(path.join(folder, 'src'), { recursive: true });
    writeFileSync(path.join(folder, 'src/main.js'), `// ${number}\n`);
    writeManifest(folder, isPackage ? 'package.json' : 'project.json', name);
    writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY src /src\n');
    if (number % SECONDS === 0) writeFileSync(path.join(folder, 'Dockerfile.worker'), 'FROM scratch\n');
  }
  for (const { name, write } of ODDITIES) {
    const [inside, outside] = ['odd', 'outside'].map((place) => path.join(root, place, name));
    for (const folder of [inside, outside]) {
      mkdirSync(folder, { recursive: true });
      write(folder);
    }
    writeManifest(inside, 'project.json', `odd-${name}`);
  }
  const workspace = { name: 'bench', private: true, workspaces: ['packages/*'] };
  writeFileSync(path.join(root, 'package.json'), JSON.stringify(workspace));
}

function writeManifest(folder, file, name) {
  const key = file === 'package.json' ? 'scripts' : 'targets';
  writeFileSync(path.join(folder, file), JSON.stringify({ name, [key]: TARGETS[key] }));
}
