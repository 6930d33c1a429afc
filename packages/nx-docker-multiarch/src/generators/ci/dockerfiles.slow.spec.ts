import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile, planStages } from '../../context/dockerfile/index.js';
import { findUnsupported } from '../../engines/embedded/unsupported.js';
import { findDockerfiles, needsOf, suffixesOf } from './dockerfiles.js';

const NOTHING = 'FROM node:22-slim\nCOPY dist /app\n';
const CROSS =
  'FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /api /\n';
const EMULATED = 'FROM node:22-slim\nRUN npm ci\n';
const ARM64 = parsePlatform('linux/arm64');
const PLATFORMS = [parsePlatform('linux/amd64'), ARM64];

/** Whether the embedded engine, which generators don't import, would refuse it. */
function unsupported(text: string): boolean {
  const facts = {
    platform: ARM64,
    buildPlatform: ARM64,
    buildArgs: new Map<string, string>(),
    namedContexts: new Set<string>(),
  };
  return findUnsupported(planStages(parseDockerfile(text, 'Dockerfile'), facts), () => 'other').length > 0;
}

describe('what the Dockerfiles of a workspace need', () => {
  it.each([
    ['none yet', {}, true, []],
    ['one that runs nothing', { 'api/Dockerfile': NOTHING }, false, []],
    ['one that cross-compiles', { 'api/Dockerfile': CROSS }, true, []],
    ['one that is emulated', { 'api/Dockerfile': EMULATED }, true, ['arm64']],
    ['one of several', { 'api/Dockerfile': NOTHING, 'web/Dockerfile.worker': EMULATED }, true, ['arm64']],
    [
      'one with the name in front',
      { 'api/api.Dockerfile': EMULATED, 'web/Dockerfile': NOTHING },
      true,
      ['arm64'],
    ],
    ['a stage that is not needed', { 'api/Dockerfile': `FROM a AS test\nRUN true\n${NOTHING}` }, false, []],
    ['one that can not be read', { 'api/Dockerfile': 'FORM node\n' }, true, []],
    [
      'files that only look like it',
      {
        'api/Dockerfile': NOTHING,
        'api/Dockerfile.dockerignore': EMULATED,
        'node_modules/a/Dockerfile': EMULATED,
        'api/Dockerfiles': EMULATED,
      },
      false,
      [],
    ],
  ])('%s', (_, files, builder, emulated) => {
    const tree = createTreeWithEmptyWorkspace();
    for (const [path, text] of Object.entries(files)) tree.write(path, text);
    expect(needsOf(findDockerfiles(tree), PLATFORMS)).toEqual({ builder, emulated });
  });

  it.each([
    ['RUN true', true],
    ['COPY dist /app', false],
    ['COPY --chown=1 --chmod=644 --link dist /app', false],
    ['COPY --parents dist/a /app', true],
    ['COPY --exclude=*.map dist /app', true],
    ['ADD dist.tar /app', false],
    ['ADD https://example.com/a.tar /app', true],
    ['ADD git@example.com:acme/a.git /app', true],
    ['ADD --checksum=sha256:0123 a.tar /app', true],
    ['ADD --unpack=false a.tar /app', true],
    ['ADD --keep-git-dir=true a /app', true],
    ['ADD --exclude=*.map dist /app', true],
    ['ONBUILD RUN true', false],
    ['CMD ["a"]', false],
  ])('is a builder where the embedded engine says so: %s', (line, builder) => {
    const text = `FROM node:22-slim\n${line}\n`;
    expect(needsOf([{ path: 'Dockerfile', text }], PLATFORMS).builder).toBe(builder);
    expect(unsupported(text)).toBe(builder);
  });

  it.each([
    ['docker/dockerfile:1', false],
    ['docker/dockerfile:1.7.0', false],
    ['docker.io/docker/dockerfile:1.7@sha256:0123', false],
    ['docker/dockerfile:1-labs', true],
    ['docker/dockerfile', true],
    ['acme/frontend:1', true],
  ])('is a builder for the frontend %s: %s', (syntax, builder) => {
    const text = `# syntax=${syntax}\n${NOTHING}`;
    expect(needsOf([{ path: 'Dockerfile', text }], PLATFORMS).builder).toBe(builder);
    expect(unsupported(text)).toBe(builder);
  });

  it.each([
    [['linux/amd64'], []],
    [
      ['linux/arm/v7', 'linux/arm64', 'linux/arm/v6', 'linux/amd64'],
      ['arm', 'arm64'],
    ],
    [['linux/s390x'], ['s390x']],
  ])('is an emulator of what %j have that the runner has not: %j', (platforms, emulated) => {
    const dockerfiles = [CROSS, EMULATED].map((text) => ({ path: 'Dockerfile', text }));
    expect(needsOf(dockerfiles, platforms.map(parsePlatform))).toEqual({ builder: true, emulated });
  });

  it('is a target for each name behind it', () => {
    const tree = createTreeWithEmptyWorkspace();
    for (const name of [
      'api/Dockerfile',
      'api/Dockerfile.worker',
      'web/Dockerfile.worker',
      'web/Dockerfile.cron',
    ])
      tree.write(name, NOTHING);
    tree.write('web/Dockerfile.cron.dockerignore', '*');
    expect(suffixesOf(findDockerfiles(tree))).toEqual(['cron', 'worker']);
  });
});
