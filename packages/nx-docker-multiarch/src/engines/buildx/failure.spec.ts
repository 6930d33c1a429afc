import { ProcessError } from '../../process/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { sampleJob } from '../../plan/sample-plan.js';
import { buildFailure } from './failure.js';

const asIs = (line: string): string => line;

function failureOf(stderr: string, mask = asIs, changes: Partial<BuildPlan> = {}) {
  const process = { command: 'docker', args: ['buildx', 'build'], exitCode: 1, signal: undefined };
  const error = new ProcessError({ ...process, reason: 'exit status 1', stderr: stderr.split('\n') });
  const job = sampleJob('linux/arm64');
  return buildFailure([{ ...job, plan: { ...job.plan, ...changes } }], error, mask);
}

const FAILED_STEP = `#5 [2/2] RUN make
#5 0.534 s3cret
#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
------
 > [2/2] RUN make:
0.534 s3cret
------
Dockerfile:2
--------------------
   1 |     FROM busybox
   2 | >>> RUN make
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2`;

describe('buildFailure', () => {
  it('tells the step, what it printed and its place in the Dockerfile', () => {
    const error = failureOf(FAILED_STEP);
    expect(error.code).toBe('BUILD_FAILED');
    expect(error.message.split('\n')).toEqual([
      'Building linux/arm64 of greeter: process "/bin/sh -c make" did not complete successfully: exit code: 2',
      ' > [2/2] RUN make:',
      '0.534 s3cret',
      'Dockerfile:2',
      '   1 |     FROM busybox',
      '   2 | >>> RUN make',
    ]);
  });

  it('names all platforms of one build, and advises for the one whose step failed', () => {
    const stderr =
      '#6 x\n------\n > [linux/arm64 2/2] RUN x:\n0.4 exec /bin/sh: exec format error\nERROR: exit code: 1';
    const process = { command: 'docker', args: [], exitCode: 1, signal: undefined, reason: 'exit status 1' };
    const error = new ProcessError({ ...process, stderr: stderr.split('\n') });
    const { message, hint } = buildFailure([sampleJob('linux/amd64'), sampleJob('linux/arm64')], error, asIs);
    expect(message).toContain('Building linux/amd64, linux/arm64 of greeter: exit code: 1');
    expect(hint).toContain('--install arm64');
  });

  it.each([
    ['the one whose step failed', 'linux/arm64 internal', 'does not exist for linux/arm64'],
    ['none where the step does not say', 'context golang:1.19', 'does not exist for one of the platforms'],
  ])('blames of several platforms %s', (_title, step, part) => {
    const cause = 'failed to resolve source metadata for a/b:1: no match for platform in manifest: not found';
    const stderr = `#2 ERROR: x\n------\n > [${step}] load metadata for a/b:1:\n------\nERROR: ${cause}`;
    const process = { command: 'docker', args: [], exitCode: 1, signal: undefined, reason: 'exit status 1' };
    const error = new ProcessError({ ...process, stderr: stderr.split('\n') });
    const { hint } = buildFailure([sampleJob('linux/amd64'), sampleJob('linux/arm64')], error, asIs);
    expect(hint).toContain(part);
  });

  it.each([
    ['the builder’s own', undefined, 'docker.io/docker/buildkit-syft-scanner:stable-1'],
    ['another one', 'r.test/acme/scan:1', 'r.test/acme/scan:1'],
  ])('names the generator of the SBOM that is not there: %s', (_title, generator, image) => {
    const stderr = `ERROR: failed to solve: failed to resolve source metadata for ${image}: ${image}: not found`;
    expect(failureOf(stderr, asIs, { sbom: { generator } }).hint).toContain('"sbom": {"generator"');
    expect(failureOf(stderr).hint).toContain('base image');
  });

  it('hides secrets, in its cause too', () => {
    const error = failureOf(FAILED_STEP, (line) => line.replaceAll('s3cret', '***'));
    expect(error.message).toContain('0.534 ***');
    expect(`${error.message} ${String(error.cause)}`).not.toContain('s3cret');
  });

  it('hides secrets in what it advises', () => {
    const error = failureOf('ERROR: failed to calculate checksum of ref a: not found', (line) =>
      line.replaceAll('/ws', '***'),
    );
    expect(error.hint).toContain('in the build context ***,');
  });

  it('says how a silent build ended', () => {
    expect(failureOf('').message).toBe(
      'Building linux/arm64 of greeter: docker buildx build ended with exit status 1',
    );
  });

  it('is bounded', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at}`);
    expect(failureOf(['#5 [1/1] RUN x', ...lines].join('\n')).message.split('\n')).toHaveLength(41);
  });

  it.each([
    [
      'no emulator',
      '0.1 exec /bin/sh: exec format error\nERROR: exit code: 255',
      'tonistiigi/binfmt --install arm64',
    ],
    ['a full disc', 'ERROR: failed to solve: write /x: no space left on device', 'docker buildx prune'],
    ['a quota', 'ERROR: failed to solve: 429 Too Many Requests - toomanyrequests: slow down', 'quota'],
    [
      'a base one may not read',
      'ERROR: failed to solve: a/b: failed to authorize: 401 Unauthorized',
      'docker login',
    ],
    [
      'a push that is denied',
      'ERROR: failed to push ghcr.io/a/b: denied: permission_denied: write_package',
      'docker login ghcr.io',
    ],
    [
      'a push that only the step names',
      '#9 ERROR: failed to push localhost:1/a: failed to authorize\nERROR: failed to solve: from GET request: 401 Unauthorized',
      'docker login localhost:1',
    ],
    [
      'a base of other platforms',
      'ERROR: failed to solve: a/b:1: no match for platform in manifest: not found',
      'does not exist for linux/arm64',
    ],
    [
      'a base that is not there',
      'ERROR: a/b: failed to resolve source metadata for a/b: not found',
      'name and tag of that base image',
    ],
    [
      'a file that is not there',
      'ERROR: failed to calculate checksum of ref abc::def: "/x": not found',
      'build context /ws',
    ],
    [
      'a file that is not there in a stage',
      '------\n > [stage-1 1/1] COPY --from=build /x /x:\n------\nERROR: failed to calculate checksum of ref abc::def: "/x": not found',
      'in what --from=build names',
    ],
    ['a secret that is not given', 'ERROR: failed to solve: secret tok: not found', 'option "secrets"'],
  ])('knows the way out of %s', (_title, stderr, part) => {
    expect(failureOf(stderr).hint).toContain(part);
  });

  it('does not take what a program prints for what the builder says', () => {
    expect(failureOf('0.1 curl: 403 Forbidden, denied: x\nERROR: exit code: 22').hint).toBeUndefined();
  });
});
