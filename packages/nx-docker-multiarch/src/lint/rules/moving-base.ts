import { parseReference } from '@nx-docker-multiarch/oci/model';
import type { Found, Rule } from '../rule.js';
import { usedImages } from '../used-images.js';

/** An image without a version: `latest`, said or not. */
export const movingBase: Rule = {
  by: 'dockerfile',
  find: ({ plans }) => usedImages(plans).flatMap(({ line, reference }) => inReference(line, reference)),
};

function inReference(line: number, reference: string): readonly Found[] {
  const { tag, digest } = parseReference(reference);
  if (digest !== undefined || (tag ?? 'latest') !== 'latest') return [];
  return [
    {
      severity: 'warning',
      line,
      message: `${reference} is whatever was pushed last${tag === undefined ? ', for it has no tag' : ''}: the same commit gives another image tomorrow, and perhaps none for one of the platforms`,
      fix: 'Name a version, like alpine:3.22, or a digest.',
    },
  ];
}
