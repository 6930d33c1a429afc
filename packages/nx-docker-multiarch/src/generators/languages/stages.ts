import type { DockerfileRequest } from './language.js';
import { REGISTRY } from './recipe.js';
import type { ServiceProject } from './service-project.js';

/** Who runs a service, by number: no base has a user of that number. */
export const NOBODY = 65_532;

/** The current folder of an image that is only copied, behind its `COPY`. */
export const WORKDIR_LAST = [
  '# Behind the COPY, which has made it: before it, the embedded engine would have to look through the whole base.',
  'WORKDIR /app',
];

/** What to know of the ARGs that follow. */
export const PLATFORM_ARGS = [
  '# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.',
];

/** The Dockerfile's first lines. `changes` are the two or three things that are most likely not right for everybody. */
export function header({ name }: ServiceProject, changes: string): readonly string[] {
  return [
    `# The image of ${name}, for all its platforms. The build context is the workspace's root.`,
    `# Yours to change: ${changes}.`,
  ];
}

/** The image that the service is built in: its name as `FROM` takes it. */
export function builderImage({ builderBase, mirror }: DockerfileRequest, usual: string): string {
  return builderBase ?? (mirror ? `${REGISTRY}${usual}` : usual);
}

/** The image that the service runs on: its name as `FROM` takes it. */
export function baseImage({ base, mirror }: DockerfileRequest, usual: string): string {
  return base ?? (mirror && usual !== 'scratch' ? `${REGISTRY}${usual}` : usual);
}

/** The first lines of a stage that runs on the machine that builds, whatever the image is for. */
export function builderStage(image: string, name: string): readonly string[] {
  return [
    "# On the platform of the machine that builds, whatever the image's: nothing here is emulated.",
    `FROM --platform=$BUILDPLATFORM ${image} AS ${name}`,
  ];
}

/** The one label that is the Dockerfile's to say: version, revision, time and source come with each build. */
export function titleLabel({ name }: ServiceProject): string {
  return `LABEL org.opencontainers.image.title=${JSON.stringify(name)}`;
}

/** What tells the service, and who runs it, about its port. */
export function portLines(port: number | undefined): readonly string[] {
  return port === undefined ? [] : [`ENV PORT=${port}`, `EXPOSE ${port}`];
}

/** A `COPY`, in the form that allows blanks where a path has one. */
export function copy(sources: readonly string[], target: string, flags = ''): string {
  const words = [...sources, target];
  const written = words.every((word) => !/[\s"\\]/.test(word)) ? words.join(' ') : JSON.stringify(words);
  return ['COPY', flags, written].filter((part) => part !== '').join(' ');
}

/** Node's image: of the version that the project or the workspace is worked on with, else of one that is maintained for long. */
export function nodeImage({ path, read }: ServiceProject): string {
  const texts = [path('.nvmrc'), path('.node-version'), '.nvmrc', '.node-version'].map(read);
  const [version = '24'] = texts.flatMap((text) => /^v?(\d+)/.exec(text.trim())?.[1] ?? []);
  return `node:${version}-slim`;
}

/** A `HEALTHCHECK` by a command that the base has, where there is a port to ask at. */
export function healthcheck(
  port: number | undefined,
  command: (address: string) => readonly string[],
): readonly string[] {
  if (port === undefined) return [];
  const words = command(`127.0.0.1:${port}`).map((word) => JSON.stringify(word));
  return [
    '# Docker and Compose ask it; Kubernetes has probes of its own.',
    `HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD [${words.join(', ')}]`,
  ];
}
