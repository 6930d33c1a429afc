/// <reference types="jest" />
import type { ImageStore } from '../store/index.js';
import { describeBlobContract } from './store-contract-blobs.js';
import { describeDocumentContract } from './store-contract-documents.js';

/** An empty store for one test, and what frees it after. */
export interface ContractSubject {
  readonly store: ImageStore;
  dispose?(): Promise<void>;
}

/** The suite that every `ImageStore` passes. `create` is called anew for each test. For use within Jest. */
export function describeStoreContract(title: string, create: () => Promise<ContractSubject>): void {
  describe(`${title} as a store`, () => {
    let subject: ContractSubject;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(async () => {
      await subject.dispose?.();
    });

    describeDocumentContract(() => subject.store);
    describeBlobContract(() => subject.store);

    const digest = `sha256:${'0'.repeat(64)}` as const;
    const blob = { mediaType: 'application/octet-stream', digest, size: 1 };
    it.each<[string, (store: ImageStore, signal: AbortSignal) => Promise<unknown>]>([
      ['resolve', (store, signal) => store.resolve('1.0', signal)],
      ['readManifest', (store, signal) => store.readManifest(digest, signal)],
      ['hasBlob', (store, signal) => store.hasBlob(digest, signal)],
      ['readBlob', (store, signal) => store.readBlob(blob, signal)[Symbol.asyncIterator]().next()],
      ['writeBlob', (store, signal) => store.writeBlob(blob, neverRead, { signal })],
    ])('%s rejects with the reason of a signal that was given before', async (_method, call) => {
      const reason = new Error('cancelled');
      await expect(call(subject.store, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

function neverRead(): never {
  throw new Error('read although nothing is to be written');
}
