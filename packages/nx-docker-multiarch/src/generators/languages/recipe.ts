/** A Dockerfile, and what it needs of the workspace. */
export interface Recipe {
  /** Paragraphs of the Dockerfile: their lines, without line ends. One that is empty is left out. */
  readonly paragraphs: readonly (readonly string[])[];
  /** The files and folders of the workspace, relative to its root, that the Dockerfile copies. */
  readonly copies: readonly string[];
  /** What of these folders stays outside nevertheless, as patterns of a `.dockerignore`. */
  readonly excludes: readonly string[];
  /** Whether Nx itself runs in the Dockerfile, and reads what it knows projects by. */
  readonly runsNx?: boolean;
  /** The targets of the project that have to run before, if `build` alone is not enough. */
  readonly waitsFor?: readonly string[];
  /** What has to be done besides, a sentence each. */
  readonly notes?: readonly string[];
}

/** Names of files that say how packages are installed, and may hold credentials: no image gets them with the sources. */
export const CREDENTIALS: readonly string[] = ['.npmrc', '.yarnrc', '.yarnrc.yml'];

/** The text of a recipe's Dockerfile. */
export function formatRecipe({ paragraphs }: Recipe): string {
  const texts = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  const registry = texts.some((text) => text.includes(REGISTRY)) ? REGISTRY_ARGUMENT : [];
  return `${[...texts.slice(0, 1), ...registry, ...texts.slice(1)].join('\n\n')}\n`;
}

/** What stands before the name of an image that a mirror may have. */
export const REGISTRY = '${REGISTRY}';

const REGISTRY_ARGUMENT = [
  [
    '# What stands before the names of base images, with a slash at the end: --buildArgs=REGISTRY=mirror.example.com/hub/',
    'ARG REGISTRY=',
  ].join('\n'),
];
