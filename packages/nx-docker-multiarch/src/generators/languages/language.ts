import type { Recipe } from './recipe.js';
import type { ServiceProject } from './service-project.js';

/** What of a Dockerfile is asked for, beside the language. */
export interface DockerfileRequest {
  /** The image that the service runs on, if it is not to be the language's own. */
  readonly base?: string | undefined;
  /** The same of the image that the service is built in. */
  readonly builderBase?: string | undefined;
  readonly port?: number | undefined;
  /** Whether base images and packages may come from elsewhere, by build arguments. */
  readonly mirror: boolean;
  /** Whether the Dockerfile runs nothing, and copies what Nx has built. */
  readonly prebuilt: boolean;
}

/** What services of one kind need to become an image. */
export interface Language {
  /** As `--language` takes it. */
  readonly name: string;
  /** The file, or what else of the project, that tells this language; `undefined` if nothing does. */
  detect(project: ServiceProject): string | undefined;
  /** The same in folders above the project, for one that has nothing of its own to tell. */
  detectAbove?(project: ServiceProject): string | undefined;
  /** How the image of such a service is made. */
  describe(project: ServiceProject, request: DockerfileRequest): Recipe;
}
