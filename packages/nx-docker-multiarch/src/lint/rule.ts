import type { Finding } from './finding.js';
import type { Subject } from './subject.js';

/** Something that a rule has found. */
export type Found = Omit<Finding, 'rule'>;

/** One kind of mistake, and how it is found: pure. */
export interface Rule {
  /** What its verdict depends on: the Dockerfile alone, or also what is in the build context or in a registry at the moment. */
  readonly by: 'dockerfile' | 'context' | 'registry';
  readonly find: (subject: Subject) => readonly Found[];
}
