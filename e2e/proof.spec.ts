import { describeWith } from './support/engines.js';
import { succeed } from './support/command.js';
import { craneDigest } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const MAIN = 'package main\n\nfunc main() { println("hello") }\n';

/** The usual mistake: a global default shadows BuildKit's value, and every platform gets an amd64 binary. */
const SHADOWED = `ARG TARGETARCH=amd64
FROM --platform=$BUILDPLATFORM golang:1.19 AS build
ARG TARGETARCH
COPY main.go .
RUN CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -o /app main.go
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
`;

const COPIED =
  'FROM localhost:5000/library/busybox:1.35\nCOPY tool /usr/local/bin/tool\nENTRYPOINT ["tool"]\n';
const NO_PROGRAM = 'FROM localhost:5000/library/busybox:1.35\nCOPY --link x.json /tool\nCMD ["/tool"]\n';
const AMD64_ONLY = 'FROM localhost:5000/library/golang:1.19\nRUN go version\n';
const RIGHT = 'FROM busybox:1.35\nENTRYPOINT ["/bin/sh"]\n';

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'crane'],
  'an image whose binaries are another platform’s',
  () => {
    let workspace: Workspace;

    beforeAll(async () => {
      workspace = await createWorkspace();
      await workspace.addProject(
        'shadowed',
        { Dockerfile: SHADOWED, 'main.go': MAIN },
        { context: '{projectRoot}' },
      );
      await workspace.addProject('copied', { Dockerfile: COPIED }, { context: '{projectRoot}' });
      await workspace.addProject('pinned', { Dockerfile: RIGHT }, { context: '{projectRoot}' });
      await workspace.addProject(
        'none',
        { Dockerfile: NO_PROGRAM, 'x.json': '{}' },
        { context: '{projectRoot}' },
      );
      await workspace.addProject('single', { Dockerfile: AMD64_ONLY }, { context: '{projectRoot}' });
      await succeed('cp', ['/bin/true', `${workspace.root}/copied/tool`]);
    });

    afterAll(() => workspace?.remove());

    it.each([
      ['shadowed', 'buildx', '/app'],
      ['copied', 'buildx', '/usr/local/bin/tool'],
      ['copied', 'embedded', '/usr/local/bin/tool'],
    ])('%s by %s: stops before the tag moves and names the file', async (project, engine, file) => {
      const name = `localhost:5000/acme/${project}:1`;
      await succeed('crane', ['copy', '--insecure', 'localhost:5000/library/busybox:1.35', name]);
      const former = await craneDigest(name);
      const { exitCode, output } = await workspace.nx([
        'run',
        `${project}:docker-multiarch`,
        `--engine=${engine}`,
        '--push',
        `--tags=${name}`,
      ]);
      expect(exitCode).toBe(1);
      expect(output).toContain(
        `PLATFORM_MISMATCH: Proving the image for linux/arm64: ${file} is a binary for amd64`,
      );
      expect(output).toContain('ARG TARGETARCH');
      expect(await craneDigest(name)).toBe(former);
    });

    it('what is no program is not left to the base, which is named once', async () => {
      const { exitCode, output } = await workspace.nx(['run', 'none:docker-multiarch', '--engine=embedded']);
      expect(exitCode).toBe(0);
      expect(output).toContain('unproved: /tool is neither a binary nor a script');
      expect(output).not.toContain('its base says so');
    });

    it('a base that is not there for a platform stops before anything is built', async () => {
      const { exitCode, output } = await workspace.nx(['run', 'single:docker-multiarch']);
      expect(exitCode).toBe(1);
      expect(output).toMatch(
        /BASE_IMAGE_MISSING: Reading single\/Dockerfile:1: \S+golang:1.19 is there for linux\/amd64, not for linux\/arm64/,
      );
      expect(output).not.toContain('BUILD_FAILED');
    });

    it('an image over an amd64-only pin is one of them', async () => {
      const manifest = await succeed('crane', [
        'digest',
        '--insecure',
        '--platform',
        'linux/amd64',
        'localhost:5000/library/busybox:1.35',
      ]);
      await workspace.write({
        'pinned/Dockerfile': `FROM busybox:1.35@${manifest}\nENTRYPOINT ["/bin/sh"]\n`,
      });
      const { exitCode, output } = await workspace.nx(['run', 'pinned:docker-multiarch', '--engine=buildx']);
      expect(exitCode).toBe(1);
      expect(output).toContain('PLATFORM_MISMATCH');
    });
  },
);
