import type { Fault, FaultAnswer, Quirks } from '../serve-store/index.js';
import { seededRandom, type Random } from './random.js';

/** What goes wrong in one push, and in what kind of registry: all of it by a seed. */
export interface Schedule {
  readonly seed: number;
  /** Where the image comes from: memory, or another repository of the same registry. */
  readonly source: 'memory' | 'registry';
  /** A large image has a layer that is worth going on with where it broke off. */
  readonly size: 'small' | 'large';
  readonly hasTokens: boolean;
  readonly quirks: Quirks;
  /** By the number of the request, in the order in which they arrive. `expire`: no token is good any more. */
  readonly faults: ReadonlyMap<number, Fault | 'expire'>;
}

/** More than a push needs, even one with many failures. */
const REQUESTS = 300;
/** No layer of the image has more bytes. */
export const MAX_BYTES = { small: 3000, large: 1_500_000 };
/** Of all requests, how many fail: a few, some, and more than any patience bears. */
const DENSITIES = [0.03, 0.1, 0.25, 0.6];

/** The same schedule for the same seed. */
export function createSchedule(seed: number): Schedule {
  const random = seededRandom(seed);
  const density = random.pick(DENSITIES);
  const size = random.chance(0.1) ? 'large' : 'small';
  const faults = new Map<number, Fault | 'expire'>();
  for (let request = 0; request < REQUESTS; request++)
    if (random.chance(density)) faults.set(request, createFault(random, MAX_BYTES[size]));
  return {
    seed,
    size,
    source: random.pick(['memory', 'registry']),
    hasTokens: random.chance(0.5),
    quirks: createQuirks(random),
    faults,
  };
}

function createQuirks(random: Random): Quirks {
  return {
    // Else it would keep every mistake of ours from doing harm.
    takesIncomplete: true,
    noMount: random.chance(0.7),
    noHead: random.chance(0.15),
    noContentDigest: random.chance(0.15),
    noRanges: random.chance(0.3),
    noMonolithic: random.chance(0.25),
    redirectBlobs: random.chance(0.2),
    redirectUploads: random.chance(0.15),
    foreignUploads: random.chance(0.15),
    ...(random.chance(0.15) && { maxRequestBytes: 600_000 }),
  };
}

function createFault(random: Random, maxBytes: number): Fault | 'expire' {
  return random.pick<() => Fault | 'expire'>([
    () => 'reset',
    () => ({ resetAfter: random.below(maxBytes) }),
    () => 'cut',
    () => ({ cutAfter: random.below(maxBytes) }),
    () => 'short',
    () => 'twice',
    () => 'slow',
    () => 'expire',
    () => answer(429),
    () => answer(429, { 'retry-after': String(random.pick([0, 1, 20, 21_600])) }),
    () => answer(random.pick([408, 500, 502, 503, 504])),
  ])();
}

function answer(status: number, headers: Record<string, string> = {}): FaultAnswer {
  return { status, headers };
}
