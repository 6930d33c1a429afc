import type { CiPlan } from './ci-plan.js';
import type { CiOptions } from './options.js';

/** What makes the same file again, as somebody would type it. */
export function nxCommand(provider: CiOptions['provider'], { flags }: CiPlan): string {
  return ['nx g nx-docker-multiarch:ci', `--provider=${provider}`, ...flags].join(' ');
}

/** What the last job does where each platform has a runner of its own. */
export const JOIN_COMMENT = `# Joins the platforms and moves the tags, once all of them are there. Nothing is built: every platform is found by its
# inputs. What is not found is built here once more: an image that can't be remembered, of which the run warns, or one made
# of files that this job's own build has made otherwise.`;

/** Why there is an emulator. */
export function emulatorComment({ nativeArm }: CiPlan): string {
  return nativeArm
    ? '# For what has to be built here once more: one of the platforms is not that of this runner.'
    : `# Some Dockerfile has a RUN in a stage of the image's own platform, which has to be emulated. That is slow: it can go
# if such stages begin with FROM --platform=$BUILDPLATFORM, or with runners of both platforms (--nativeArm).`;
}
