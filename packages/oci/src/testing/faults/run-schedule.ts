import { CodedError, failuresOf } from '../../errors/index.js';
import { createTransport } from '../../http/index.js';
import { parsePlatform, type Descriptor, type Digest } from '../../model/index.js';
import {
  copyImage,
  createMemoryStore,
  createRegistries,
  verifyImage,
  type MemoryStore,
} from '../../store/index.js';
import { sampleImage, sampleIndex } from '../samples.js';
import { serveStore, type ServedRegistry } from '../serve-store/index.js';
import { WITHOUT_WAITING } from '../without-waiting.js';
import { createSchedule, MAX_BYTES, type Schedule } from './schedule.js';

/** How a push under faults ended, and what is wrong with that, if something is. */
export interface FaultRun {
  readonly schedule: Schedule;
  readonly outcome: 'pushed' | 'failed';
  readonly problem?: string;
}

/** What is pushed, over what. */
export interface FaultImages {
  readonly source: MemoryStore;
  readonly root: Descriptor;
  readonly old: Descriptor;
}

const TAG = '1.0';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const ACCOUNT = { username: 'me', password: 's3cret' };
/** None of the faults is silence. */
const TIMEOUTS = { connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000 };

/** An image of two platforms that share a layer, and the older one that its tag points to: small ones, and large ones. */
export async function createFaultImages(): Promise<Readonly<Record<Schedule['size'], FaultImages>>> {
  return { small: await createImages(MAX_BYTES.small), large: await createImages(MAX_BYTES.large) };
}

async function createImages(layerBytes: number): Promise<FaultImages> {
  const source = createMemoryStore('source');
  // A tar has half a kibibyte before its file, and more behind.
  const shared = { shared: 'x'.repeat(layerBytes - 2048) };
  const images = PLATFORMS.map((platform) =>
    sampleImage(source, {
      platform,
      layers: [shared, { own: `${platform} `.repeat(150) }],
      compression: 'none',
    }),
  );
  const old = await sampleImage(source, { platform: 'linux/amd64' });
  return { source, root: await sampleIndex(source, await Promise.all(images)), old: old.manifest };
}

/**
 * Pushes an image by the schedule of this seed, its tag last. Right are two ends: the tag points to the whole image; or a
 * coded error, and the tag to what it did before, or to the whole image (its answer may have been lost).
 */
export async function runSchedule(
  seed: number,
  imagesOf: Readonly<Record<Schedule['size'], FaultImages>>,
): Promise<FaultRun> {
  const schedule = createSchedule(seed);
  const images = imagesOf[schedule.size];
  const target = createMemoryStore('target');
  await copyImage(images.old, images.source, target);
  await target.writeManifest(await images.source.readManifest(images.old.digest), TAG);
  const served = await serve(schedule, images.source, target);
  try {
    const failure = await push(schedule, images, served);
    const problem = failure === undefined ? undefined : describeUntyped(failure);
    const wrong = problem ?? (await inspect(target, images, failure !== undefined));
    return {
      schedule,
      outcome: failure === undefined ? 'pushed' : 'failed',
      ...(wrong !== undefined && { problem: wrong }),
    };
  } finally {
    await served.close();
  }
}

async function serve(schedule: Schedule, source: MemoryStore, target: MemoryStore): Promise<ServedRegistry> {
  let requests = 0;
  const grant = (): boolean => true;
  const served: ServedRegistry = await serveStore((name) => (name === 'source' ? source : target), {
    quirks: schedule.quirks,
    ...(schedule.hasTokens && { auth: { bearer: { service: 'test', account: ACCOUNT, grant } } }),
    onRequest() {
      const fault = schedule.faults.get(requests++);
      if (fault === 'expire') served.expireTokens();
      return fault === 'expire' ? undefined : fault;
    },
  });
  return served;
}

/** What it failed with; `undefined` if it did not. */
async function push(schedule: Schedule, images: FaultImages, { host }: ServedRegistry): Promise<unknown> {
  const credentials = () => Promise.resolve({ kind: 'password', ...ACCOUNT } as const);
  const registries = createRegistries(
    { credentials, now: () => 0, ...WITHOUT_WAITING },
    createTransport({ userAgent: 'test', timeouts: TIMEOUTS }),
  );
  try {
    const to = registries.open({ registry: host, repository: 'target' }, 'push');
    const from =
      schedule.source === 'memory'
        ? images.source
        : registries.open({ registry: host, repository: 'source' }, 'pull');
    await copyImage(images.root, from, to);
    await to.writeManifest(await images.source.readManifest(images.root.digest), TAG);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await registries.close();
  }
}

function describeUntyped(failure: unknown): string | undefined {
  const all = failuresOf(failure);
  const bug = all.find((error) => !(error instanceof CodedError));
  return bug instanceof Error ? `no coded error: ${bug.stack}` : undefined;
}

async function inspect(
  target: MemoryStore,
  { root, old }: FaultImages,
  hasFailed: boolean,
): Promise<string | undefined> {
  const found: Digest | undefined = target.tags().get(TAG);
  if (found === old.digest && hasFailed) return undefined;
  const expected = { digest: root.digest, platforms: PLATFORMS.map(parsePlatform) };
  return verifyWhole(target, expected).then(
    () => undefined,
    (error: Error) => `the tag points to something else, or something incomplete: ${error.message}`,
  );
}

async function verifyWhole(target: MemoryStore, expected: Parameters<typeof verifyImage>[2]): Promise<void> {
  await verifyImage(target, TAG, expected);
  // A copy to nowhere reads every layer too.
  await copyImage(await descriptorOf(target, expected.digest), target, createMemoryStore());
}

async function descriptorOf(store: MemoryStore, digest: Digest): Promise<Descriptor> {
  return (await store.readManifest(digest)).descriptor;
}
