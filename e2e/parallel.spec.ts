import { expectSuccess } from './support/command.js';
import { describeWith } from './support/engines.js';
import { runImage } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PROJECTS = ['red', 'blue'];
/** Of this run alone: what an earlier one has built would be found. */
const REPOSITORIES = `localhost:5000/parallel-${Date.now().toString(36)}`;

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64'],
  'two projects in parallel',
  () => {
    let workspace: Workspace;

    beforeAll(async () => {
      workspace = await createWorkspace();
      for (const name of PROJECTS) {
        const Dockerfile = `FROM localhost:5000/library/busybox:1.35\nCOPY round /round\nENTRYPOINT ["/bin/sh", "-c", "echo ${name} $(cat /round)"]\n`;
        await workspace.addProject(
          name,
          { Dockerfile },
          { context: '{projectRoot}', tags: [`${REPOSITORIES}/${name}:1`] },
        );
      }
    });

    afterAll(() => workspace?.remove());

    it.each([
      ['buildx', 20],
      ['embedded', 6],
    ])(
      'with %s never swap their images, in %i rounds',
      async (engine, rounds) => {
        for (let round = 1; round <= rounds; round++) {
          const text = `${engine} ${round}`;
          for (const name of PROJECTS) await workspace.write({ [`${name}/round`]: text });
          const { exitCode, output } = await workspace.nx([
            'run-many',
            '-t',
            'docker-multiarch',
            '-p',
            PROJECTS.join(','),
            '--push',
            '--parallel=2',
            `--engine=${engine}`,
          ]);
          expectSuccess({ exitCode, output });
          for (const name of PROJECTS) {
            for (const platform of ['linux/amd64', 'linux/arm64']) {
              expect(await runImage(`${REPOSITORIES}/${name}:1`, platform)).toBe(`${name} ${text}`);
            }
          }
        }
      },
      600_000,
    );
  },
);
