import { formatRepository } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../plan/index.js';

/** Where a build puts its image: in a layout directory, or by digest in the repository it is meant for. */
export type BuildOutput =
  | { readonly kind: 'layout'; readonly directory: string }
  | {
      readonly kind: 'repository';
      readonly repository: string;
      /** Whether the builder may speak plain HTTP to it. */
      readonly isInsecure: boolean;
      /** Where buildx writes the digest. */
      readonly metadataFile: string;
    };

/** BuildKit's `docker` driver refuses to push by digest. */
const PUSHING_DRIVERS = new Set(['remote', 'docker-container', 'kubernetes', 'cloud']);

/** How a plan's images come back from a driver. `place` gives the path of a file or folder of that name. */
export function chooseOutput(
  { push, references, insecureRegistries }: BuildPlan,
  driver: string | undefined,
  place: (name: string) => string,
): BuildOutput {
  const [first] = references;
  if (!push || first === undefined || driver === undefined || !PUSHING_DRIVERS.has(driver)) {
    return { kind: 'layout', directory: place('layout') };
  }
  return {
    kind: 'repository',
    repository: formatRepository(first),
    isInsecure: insecureRegistries.includes(first.registry),
    metadataFile: place('metadata.json'),
  };
}
