import type { Digest } from '@nx-docker-multiarch/oci/model';
import { settleAll } from '../../errors/index.js';
import type { BuildJob, BuildPlan } from '../../plan/index.js';
import type { KnownBase, ListedFile, PlatformContent } from '../engine.js';
import type { AssembledStage } from './assemble.js';
import type { AssembledBlob, AssembledStore } from './assembled-store.js';
import type { BaseImage } from './base-image.js';
import { encodeImage } from './image-document.js';
import type { ImageDraft } from './image-draft.js';
import type { LayerMaker } from './layer-maker.js';
import type { StageLayer } from './stage-files.js';

/** What an image is finished with. */
export interface FinishTools {
  readonly maker: LayerMaker;
  /** Gets the documents, and all that they refer to. */
  readonly store: AssembledStore;
  /** The time of the image, in seconds of Unix time. */
  readonly createdAt: number;
}

interface ReadyLayer extends AssembledBlob {
  readonly diffId: Digest;
  /** Of a layer that was made here. */
  readonly files?: readonly ListedFile[];
}

/** Makes the layers of a stage, writes its documents, and gathers all of it in the store. Errors: those of the layers. */
export async function finishImage(
  { base, draft, layers }: AssembledStage,
  { plan, platform, annotations }: BuildJob,
  { maker, store, createdAt }: FinishTools,
): Promise<PlatformContent> {
  const ready = await settleAll(layers.map((layer) => makeReady(layer, maker)));
  for (const layer of ready) store.addBlob(layer);
  const { config, manifest } = encodeImage(
    withLabels(draft, plan.labels),
    platform,
    ready,
    { ...plan.annotations, ...annotations },
    createdAt,
  );
  store.addBlob({
    descriptor: config.descriptor,
    async *read() {
      yield config.bytes;
    },
  });
  store.addDocument(manifest);
  const files = new Map(ready.map((layer) => [layer.diffId, layer.files]));
  return {
    manifest: { ...manifest.descriptor, platform },
    attestations: [],
    store,
    base: base && toKnownBase(base),
    filesOf: (diffId) => files.get(diffId),
  };
}

async function makeReady(layer: StageLayer, maker: LayerMaker): Promise<ReadyLayer> {
  if (layer.kind === 'made') return maker.make(layer.entries);
  const { descriptor, diffId, store } = layer;
  return {
    descriptor,
    diffId,
    location: store.location,
    read: (signal) => store.readBlob(descriptor, signal),
  };
}

function toKnownBase({ name, platform, layers }: BaseImage): KnownBase {
  return { name, platform, diffIds: layers.map(({ diffId }) => diffId) };
}

/** Labels of the options win over those of the Dockerfile. */
function withLabels(draft: ImageDraft, labels: BuildPlan['labels']): ImageDraft {
  const { config } = draft;
  return { ...draft, config: { ...config, Labels: { ...config.Labels, ...labels } } };
}
