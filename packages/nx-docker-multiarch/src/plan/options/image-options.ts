import * as z from 'zod';
import { COMMAS, flag, IMPORTANT, list, map, oneOf } from './shapes.js';

/** What the image is called, and what is written on it. */
export const imageOptions = {
  tags: list().meta({
    ...COMMAS,
    ...IMPORTANT,
    description:
      'Every name the image gets: registry/repository:tag. Tokens such as {projectName}, {version} and {shortSha} are filled in when the task runs.',
    examples: [['ghcr.io/acme/{projectName}:{version}', 'ghcr.io/acme/{projectName}:latest']],
  }),
  labels: map().meta({
    description: 'Labels of the image: key and value. Tokens are filled in.',
    examples: [{ 'org.opencontainers.image.revision': '{sha}' }],
  }),
  annotations: map().meta({
    description:
      "Annotations of each platform's image manifest: key and value. Registries show some of them. Tokens are filled in.",
    examples: [{ 'org.opencontainers.image.description': 'The API of Acme' }],
  }),
  ociLabels: flag().meta({
    description:
      "Adds the labels org.opencontainers.image.title, version, revision, created (the commit's time) and source, each where it is known, unless labels has it, and annotations that name the base image. A LABEL of the Dockerfile comes before them, one of the base image does not. An image that is found again keeps the revision that built it.",
    'x-default': 'true',
    examples: [false],
  }),
  index: oneOf(['auto', 'always']).meta({
    description:
      '"auto": a build of a single platform without attestations is tagged as a plain image, which AWS Lambda needs; everything else is an image index. "always": an index in any case.',
    'x-default': 'auto',
    examples: ['always'],
  }),
  provenance: z
    .union([z.boolean(), z.enum(['min', 'max'])], { error: 'must be true, false, min or max' })
    .optional()
    .meta({
      description:
        'Attaches a provenance attestation: how the image was built. true means "min"; "max" also holds the build arguments. It holds times, so that each rebuild has another digest.',
      'x-default': 'false',
      examples: ['max'],
    }),
  sbom: z
    .union([z.boolean(), z.string(), z.strictObject({ generator: z.string() })], {
      error: 'must be true, false, the name of a generator image, or an object with a "generator"',
    })
    .optional()
    .meta({
      description:
        'Attaches a list of what is in the image (SBOM attestation). true uses the generator that BuildKit chooses; a text is the image of another one.',
      'x-default': 'false',
      examples: [{ generator: 'docker/buildkit-syft-scanner:stable-1' }],
    }),
};
