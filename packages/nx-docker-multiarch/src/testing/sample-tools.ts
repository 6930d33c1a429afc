import path from 'node:path';
import { formatRepository, type Reference } from '@nx-docker-multiarch/oci/model';
import type { MemoryStore } from '@nx-docker-multiarch/oci/store';
import { createBaseImages, type RunTools } from '../pipeline/index.js';
import { fixedLoader } from './sample-engine.js';

/** For tests: a world of repositories in memory, by their names, in which it is always the same moment; and what is to be different of it. */
export function sampleTools(
  directory: string,
  repository: (name: string) => MemoryStore,
  changes: Partial<RunTools> = {},
): RunTools {
  const open = (reference: Pick<Reference, 'registry' | 'repository'>): MemoryStore =>
    repository(formatRepository(reference));
  return {
    directory,
    cacheDirectory: path.join(directory, 'cache'),
    signal: new AbortController().signal,
    openRepository: open,
    bases: createBaseImages(open),
    limitBuilds: (work) => work(),
    bytesReceived: () => 0,
    loader: fixedLoader(),
    now: () => 0,
    clock: () => new Date('2026-01-01T00:00:00Z'),
    sourceDateEpoch: undefined,
    progress: () => undefined,
    explain: () => undefined,
    warn: () => undefined,
    ...changes,
  };
}
