import { posix } from 'node:path';
import type { DockerfileRequest } from './language.js';
import type { Recipe } from './recipe.js';
import type { ServiceProject } from './service-project.js';
import { baseImage, copy, header, NOBODY, PLATFORM_ARGS, portLines, titleLabel } from './stages.js';

/** The recipe of a program that is there already, in a folder for each platform. */
export function binaryRecipe(project: ServiceProject, request: DockerfileRequest, usual: string): Recipe {
  const folder = `${project.output}/linux-$TARGETARCH$TARGETVARIANT`;
  const program = project.name.split('/').at(-1) ?? project.name;
  return {
    paragraphs: [
      header(project, 'where the program is (COPY), what else the service reads, what it runs on'),
      binaryStage(project, request, usual, [
        ...PLATFORM_ARGS,
        'ARG TARGETARCH TARGETVARIANT',
        copy([posix.join(folder, program)], '/service', '--link --chmod=0755'),
      ]),
    ],
    copies: [project.output],
    excludes: [],
    notes: [
      `The program is read from ${project.output}/linux-amd64/${program}, ${project.output}/linux-arm64/${program} and so on: let the target build write it there`,
    ],
  };
}

/** The stage that holds nothing but a program, `/service`, and what `lines` bring besides. */
export function binaryStage(
  project: ServiceProject,
  request: DockerfileRequest,
  usual: string,
  lines: readonly string[],
): readonly string[] {
  const image = baseImage(request, usual);
  return [
    ...(image === 'scratch'
      ? ['# An empty image: no shell, no /tmp, no time zones. With --base, whatever you need of them.']
      : []),
    `FROM ${image}`,
    ...lines,
    titleLabel(project),
    ...portLines(request.port),
    '# A number, since a base need not know a name, and Kubernetes checks numbers only.',
    `USER ${NOBODY}:${NOBODY}`,
    'ENTRYPOINT ["/service"]',
  ];
}
