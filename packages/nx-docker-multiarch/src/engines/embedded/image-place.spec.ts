import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { parseDockerfile } from '../../context/dockerfile/index.js';
import { PluginError } from '../../errors/index.js';
import { OciError } from '@nx-docker-multiarch/oci/errors';
import { placedFailure } from './image-place.js';

const DOCKERFILE = parseDockerfile(
  'FROM a AS build\nFROM scratch\nCOPY --from=biuld /x /\n',
  'api/Dockerfile',
);
const platform = parsePlatform('linux/arm64');
const missing = new PluginError('BASE_IMAGE_MISSING', 'Reading base image x: gone', { hint: 'Check it.' });
const unreached = new OciError('REGISTRY_UNREACHABLE', 'Reaching registry-1.docker.io: ENOTFOUND');

const placed = (error: unknown, reference: string, keyword: 'FROM ' | '--from=' = '--from=') =>
  placedFailure(error, { kind: 'image', reference, platform }, { line: 3, keyword }, DOCKERFILE);

describe('placedFailure', () => {
  it('names file, line and image, and keeps the code', () => {
    expect(placed(missing, 'node:24-slim', 'FROM ')).toMatchObject({
      code: 'BASE_IMAGE_MISSING',
      message: 'api/Dockerfile:3: FROM node:24-slim: Reading base image x: gone',
      hint: 'Check it.',
    });
  });

  it('names the stage that may have been meant', () => {
    expect(placed(missing, 'biuld')).toMatchObject({
      message: 'api/Dockerfile:3: --from=biuld: Reading base image x: gone',
      hint: 'Did you mean the stage build?\nCheck it.',
    });
  });

  it('takes no name with a tag for a stage’s', () => {
    expect(placed(missing, 'biuld:1')).toMatchObject({ hint: 'Check it.' });
  });

  it('takes no named context for a stage', () => {
    const source = { kind: 'context', name: 'build', platform } as const;
    const failure = placedFailure(missing, source, { line: 3, keyword: '--from=' }, DOCKERFILE);
    expect(failure).toMatchObject({ hint: 'Check it.' });
  });

  it('offers mirrors, and Docker’s, where a registry is not reached', () => {
    expect(placed(unreached, 'node:24-slim')).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      hint: expect.stringMatching(/"mirrors".*--engine=buildx/) as string,
    });
  });

  it.each([
    ['a bug', new TypeError('x')],
    ['the end of the run', new PluginError('CANCELLED', 'Building: stopped')],
  ])('leaves %s as it is', (_title, error) => {
    expect(placed(error, 'biuld')).toBe(error);
  });
});
