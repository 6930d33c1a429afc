/// <reference types="jest" />
import type { ImageStore, RemoteStore } from '../store/index.js';
import { describeBlobContract } from './store-contract-blobs.js';
import { describeDocumentContract } from './store-contract-documents.js';
import { describeRemovalContract } from './store-contract-removal.js';

/** An empty store for one test, and what frees it after. */
export interface ContractSubject<S extends ImageStore = ImageStore> {
  readonly store: S;
  dispose?(): Promise<void>;
}

/** The suite that every `ImageStore` passes. `create` is called anew for each test. For use within Jest. */
export function describeStoreContract(title: string, create: () => Promise<ContractSubject>): void {
  describeContract(`${title} as a store`, create, (open) => {
    describeDocumentContract(open);
    describeBlobContract(open);
    describeSignals(open, [
      ['resolve', (store, signal) => store.resolve('1.0', signal)],
      ['readManifest', (store, signal) => store.readManifest(DIGEST, signal)],
      ['findManifest', (store, signal) => store.findManifest('1.0', signal)],
      ['hasBlob', (store, signal) => store.hasBlob(DIGEST, signal)],
      ['readBlob', (store, signal) => store.readBlob(BLOB, signal)[Symbol.asyncIterator]().next()],
      ['writeBlob', (store, signal) => store.writeBlob(BLOB, neverRead, { signal })],
    ]);
  });
}

/** The suite that every `RemoteStore` passes: that of stores, and its own. Otherwise as `describeStoreContract`. */
export function describeRemoteContract(
  title: string,
  create: () => Promise<ContractSubject<RemoteStore>>,
): void {
  describeStoreContract(title, create);
  describeContract(`${title} as a store to clean up`, create, (open) => {
    describeRemovalContract(open);
    describeSignals(open, [
      ['listTags', (store, signal) => store.listTags(signal)[Symbol.asyncIterator]().next()],
      ['deleteManifest', (store, signal) => store.deleteManifest(DIGEST, signal)],
    ]);
  });
}

const DIGEST = `sha256:${'0'.repeat(64)}` as const;
const BLOB = { mediaType: 'application/octet-stream', digest: DIGEST, size: 1 };

function describeContract<S extends ImageStore>(
  title: string,
  create: () => Promise<ContractSubject<S>>,
  tests: (open: () => S) => void,
): void {
  describe(title, () => {
    let subject: ContractSubject<S>;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(async () => {
      await subject.dispose?.();
    });
    tests(() => subject.store);
  });
}

function describeSignals<S extends ImageStore>(
  open: () => S,
  calls: readonly (readonly [string, (store: S, signal: AbortSignal) => Promise<unknown>])[],
): void {
  it.each(calls)('%s rejects with the reason of a signal that was given before', async (_method, call) => {
    const reason = new Error('cancelled');
    await expect(call(open(), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
}

function neverRead(): never {
  throw new Error('read although nothing is to be written');
}
