import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { findDockerfiles, needsOf, suffixesOf } from './dockerfiles.js';

const NOTHING = 'FROM node:22-slim\nCOPY dist /app\n';
const CROSS =
  'FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /api /\n';
const EMULATED = 'FROM node:22-slim\nRUN npm ci\n';

describe('what the Dockerfiles of a workspace need', () => {
  it.each([
    ['none yet', {}, true, false],
    ['one that runs nothing', { 'api/Dockerfile': NOTHING }, false, false],
    ['one that cross-compiles', { 'api/Dockerfile': CROSS }, true, false],
    ['one that is emulated', { 'api/Dockerfile': EMULATED }, true, true],
    ['one of several', { 'api/Dockerfile': NOTHING, 'web/Dockerfile.worker': EMULATED }, true, true],
    ['one with the name in front', { 'api/api.Dockerfile': EMULATED, 'web/Dockerfile': NOTHING }, true, true],
    [
      'a stage that is not needed',
      { 'api/Dockerfile': `FROM a AS test\nRUN true\n${NOTHING}` },
      false,
      false,
    ],
    ['one that can not be read', { 'api/Dockerfile': 'FORM node\n' }, true, false],
    [
      'files that only look like it',
      {
        'api/Dockerfile': NOTHING,
        'api/Dockerfile.dockerignore': EMULATED,
        'node_modules/a/Dockerfile': EMULATED,
        'api/Dockerfiles': EMULATED,
      },
      false,
      false,
    ],
  ])('%s', (_, files, builder, emulator) => {
    const tree = createTreeWithEmptyWorkspace();
    for (const [path, text] of Object.entries(files)) tree.write(path, text);
    expect(needsOf(findDockerfiles(tree))).toEqual({ builder, emulator });
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
