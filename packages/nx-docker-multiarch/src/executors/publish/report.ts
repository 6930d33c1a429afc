import { formatReference } from '@nx-docker-multiarch/oci/model';
import type { ReleasedImage } from '../../pipeline/index.js';
import type { PublishPlan } from '../../plan/index.js';
import { formatTable } from '../world/table.js';

/** What a release would do, for `--dry-run`: nothing in it is asked of a registry. Lines without line ends. */
export function describePublish({ images }: PublishPlan): readonly string[] {
  const rows = images.flatMap(({ task, candidates, names }) => [
    ['release', task],
    ...candidates.map((reference, position) => [
      position === 0 ? 'image' : 'or else',
      formatReference(reference),
    ]),
    ...names.map(({ reference }) => ['tag', formatReference(reference)]),
  ]);
  return ['Dry run: nothing is tagged, and no registry is asked.', '', ...formatTable(rows)];
}

/** Where an image is now, for a person: a row a name. Lines without line ends. */
export function describeReleased({ root, foundAs, tags }: ReleasedImage): readonly string[] {
  return formatTable([
    ['image', 'digest', ''],
    [formatReference(foundAs), root.digest, 'as it was built'],
    ...tags.map(({ reference, outcome }) => [formatReference(reference), root.digest, outcome]),
  ]);
}
