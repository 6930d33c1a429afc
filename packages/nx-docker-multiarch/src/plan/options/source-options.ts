import { COMMAS, flag, IMPORTANT, list, map, text, textOrNumber } from './shapes.js';

/** What the image is built from. */
export const sourceOptions = {
  dockerfile: text().meta({
    ...IMPORTANT,
    description:
      'The Dockerfile, relative to the workspace root. It is a file of this workspace even if the build context is remote.',
    'x-default': '{projectRoot}/Dockerfile',
    examples: ['apps/api/Dockerfile'],
  }),
  context: text().meta({
    ...IMPORTANT,
    description:
      'The build context: the folder that COPY reads from, relative to the workspace root, or the address of a Git repository or a tarball. No user, password or token stands in an address: a private Git repository is read with the secret GIT_AUTH_TOKEN.',
    'x-default': 'the workspace root',
    examples: ['dist/apps/api'],
  }),
  platforms: list().meta({
    ...COMMAS,
    ...IMPORTANT,
    description: 'The platforms to build for: os/architecture[/variant].',
    'x-default': 'linux/amd64,linux/arm64',
    examples: ['linux/amd64,linux/arm64,linux/arm/v7'],
  }),
  target: textOrNumber().meta({
    aliases: ['stage'],
    description:
      'The stage of the Dockerfile to build. On the command line write --stage, for Nx keeps --target for itself.',
    'x-default': 'the last stage',
    examples: ['production'],
  }),
  buildArgs: map().meta({
    description:
      'Values of the Dockerfile\'s ARGs. They can be read in the image later: use "secrets" for what must stay secret. Tokens are filled in.',
    examples: [{ NODE_VERSION: 22, VERSION: '{version}' }],
  }),
  buildContexts: map().meta({
    description:
      'More build contexts for COPY --from=name: a folder relative to the workspace root, docker-image://…, oci-layout://…, or an address.',
    examples: [{ assets: 'dist/assets' }],
  }),
  secrets: list().meta({
    description:
      'Secrets for RUN --mount=type=secret, one a text: id=NAME,src=FILE or id=NAME,env=VARIABLE. They are neither in the image nor in the output.',
    examples: ['id=npm,env=NPM_TOKEN'],
  }),
  ssh: list().meta({
    description:
      'SSH agents or keys for RUN --mount=type=ssh, one a text: default, or ID=FILE (several files with commas between them).',
    examples: ['default'],
  }),
  pull: flag().meta({
    description:
      'Asks the registry for newer base images even if the builder has the tag already. That is so without it wherever this process can look a base image up itself.',
    'x-default': 'false',
    examples: [true],
  }),
};
