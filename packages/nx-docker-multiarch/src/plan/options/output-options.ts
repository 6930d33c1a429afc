import { COMMAS, flag, IMPORTANT, list, map, text } from './shapes.js';

/** Where the result goes. */
export const outputOptions = {
  push: flag().meta({
    ...IMPORTANT,
    description: 'Pushes the image under every tag, and reads it back to prove that it is there.',
    'x-default': 'false',
    examples: [true],
  }),
  load: flag().meta({
    ...IMPORTANT,
    description:
      'Loads the image into the local Docker, so that docker run finds it; without tags it is called <project>:latest.',
    'x-default': 'false',
    examples: [true],
  }),
  outputPath: text().meta({
    ...IMPORTANT,
    description:
      'The folder that becomes an OCI layout of the image, relative to the workspace root. It is replaced as a whole.',
    'x-default': 'dist/images/<project>, unless it is pushed or loaded',
    examples: ['dist/images/api'],
  }),
  resultFile: text().meta({
    description: 'Where the digests and sizes are written as JSON, relative to the workspace root.',
    'x-default': 'dist/docker-multiarch/<project>.json',
    examples: ['dist/api.json'],
  }),
  insecureRegistries: list().meta({
    ...COMMAS,
    description:
      'Registries (host[:port]) that may be spoken to over plain HTTP. localhost always may; never name one across the internet.',
    examples: ['registry.lan:5000'],
  }),
  mirrors: map().meta({
    description:
      'Registries that are asked first when the embedded engine reads a base image, by the registry they stand for: registry=mirror, and several mirrors with blanks between them. A mirror can have a path. buildx has its own in the builder.',
    examples: ['docker.io=mirror.lan:5000/hub'],
  }),
  caFiles: map().meta({
    description:
      'Files (PEM) with certificate authorities to trust, by registry: registry=file, relative to the workspace root. For all registries at once there is NODE_EXTRA_CA_CERTS.',
    examples: ['registry.lan=certs/lan-ca.pem'],
  }),
  quiet: flag().meta({
    description:
      'Prints only warnings, errors, and a line for each place where the image is now. The opposite is --verbose of Nx, which also prints each line of the builder, and wins.',
    'x-default': 'false',
    examples: [true],
  }),
  explain: flag().meta({
    description:
      'Says for each platform why its image was found, or which inputs have changed since the image that the tag points to.',
    'x-default': 'false',
    examples: [true],
  }),
  dryRun: flag().meta({
    description:
      'Checks the options and the files they name, and prints what would be done, without doing it. Neither the builder nor a registry is asked.',
    'x-default': 'false',
    examples: [true],
  }),
};
