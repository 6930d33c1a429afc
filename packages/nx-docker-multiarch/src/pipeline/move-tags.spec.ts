import { describeDocument, OCI_INDEX, parseReference } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { PluginError } from '../errors/index.js';
import { moveTags, type TagTarget } from './move-tags.js';

const ROOT = describeDocument(Buffer.from('{}'), OCI_INDEX);
const FAILURE = new PluginError('BUILD_FAILED', 'Pushing latest: denied', { hint: 'Log in.' });

describe('moveTags', () => {
  let store: MemoryStore;
  let lines: string[];

  beforeEach(() => {
    store = createMemoryStore();
    lines = [];
  });

  /** Moves the tags of `acme/api`; those with "=" in front are there already. */
  function move(tags: readonly string[], to: ImageStore = store): Promise<void> {
    const targets = tags.map((tag): TagTarget => {
      const reference = parseReference(`r.test/acme/api:${tag.replace('=', '')}`);
      return { store: to, reference, isThere: tag.startsWith('=') };
    });
    const { signal } = new AbortController();
    return moveTags(targets, ROOT, { signal, progress: (line) => lines.push(line) });
  }

  function failingAt(failing: string, failure: Error): ImageStore {
    return {
      ...store,
      writeManifest: (document, tag, signal) =>
        tag === failing ? Promise.reject(failure) : store.writeManifest(document, tag, signal),
    };
  }

  it('moves those that are due, in their order, and tells each', async () => {
    await move(['1', '=2', '3']);
    expect([...store.tags()]).toEqual(['1', '3'].map((tag) => [tag, ROOT.descriptor.digest]));
    expect(lines).toEqual(['tagging r.test/acme/api:1', 'tagging r.test/acme/api:3']);
  });

  it.each([
    [
      ['1', 'latest', '3', '=4'],
      ['1'],
      '\n  These tags point to the new image: r.test/acme/api:1, r.test/acme/api:4.' +
        '\n  These do not: r.test/acme/api:latest, r.test/acme/api:3.',
    ],
    [['latest', '2'], [], '\n  No tag points to the new image.'],
  ])('%j: stops at the first that fails, and says which point to it', async (tags, moved, state) => {
    await expect(move(tags, failingAt('latest', FAILURE))).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: `Pushing latest: denied${state}`,
      hint: 'Log in.',
      cause: FAILURE,
    });
    expect([...store.tags().keys()]).toEqual(moved);
  });

  it('leaves a bug what it is', async () => {
    const bug = new TypeError('bug');
    await expect(move(['1'], failingAt('1', bug))).rejects.toBe(bug);
  });
});
