import * as z from 'zod';
import { cache } from './cache-options.js';
import { COMMAS, list, oneOf, text, textOrNumber } from './shapes.js';

/** What builds, and under which conditions. */
export const builderOptions = {
  engine: oneOf(['auto', 'embedded', 'buildx']).meta({
    description:
      'What builds the image. "embedded" assembles it in this process, without Docker, from Dockerfiles whose stages run nothing (FROM, COPY, ENV, CMD …). "buildx" is Docker\'s BuildKit. "auto" goes by the Dockerfile: "embedded" where it makes the same image, else "buildx".',
    'x-default': 'auto',
    examples: ['buildx'],
  }),
  builder: text().meta({
    description: 'The buildx builder to use, by its name in docker buildx ls.',
    'x-default': 'the builder that docker buildx uses',
    examples: ['ci'],
  }),
  cache: cache().meta({
    description:
      'Whether, and where, an image that was built from the same inputs before is found and not built again. false (--no-cache) builds every step anew, whatever was remembered, and remembers that instead. An object says how.',
    'x-default': 'true',
    examples: [false],
  }),
  cacheFrom: list().meta({
    description:
      'Where the builder may find results of earlier builds, one a text: a reference, or attributes such as type=registry,ref=REFERENCE. Each project and platform looks in a tag, folder or scope of its own, unless {platform} says where it stands. Keys and tokens are taken from the environment, never from attributes.',
    examples: ['type=registry,ref=ghcr.io/acme/api:buildcache'],
  }),
  cacheTo: list().meta({
    description:
      'Where the builder leaves its results for later builds, one a text, written as in cacheFrom. A failure there is only a warning.',
    examples: ['type=registry,ref=ghcr.io/acme/api:buildcache,mode=max'],
  }),
  addHosts: list().meta({
    ...COMMAS,
    description: 'Names for /etc/hosts while RUN steps run: host:address.',
    examples: ['db.test:10.0.0.7'],
  }),
  network: oneOf(['default', 'none', 'host']).meta({
    description: 'The network of RUN steps.',
    'x-default': 'default',
    examples: ['none'],
  }),
  shmSize: textOrNumber().meta({
    description: 'The size of /dev/shm in RUN steps, in bytes or with a unit: 64m, 2g.',
    'x-default': "the builder's",
    examples: ['256m'],
  }),
  ulimits: list().meta({
    ...COMMAS,
    description: 'Limits of the processes in RUN steps: name=soft[:hard].',
    examples: ['nofile=1024:2048'],
  }),
  allow: list().meta({
    ...COMMAS,
    description: 'What RUN steps may do beyond the usual: network.host, security.insecure, device.',
    examples: ['security.insecure'],
  }),
  jobs: z
    .int({ error: 'must be a whole number, 1 or more' })
    .min(1, { error: 'must be a whole number, 1 or more' })
    .optional()
    .meta({
      description: 'How many platforms are built at once.',
      'x-default': 'all of them, at most 4',
      examples: [1],
    }),
};
