import {
  canonicalJson,
  describeDocument,
  OCI_CONFIG,
  OCI_MANIFEST,
  type Descriptor,
  type Digest,
  type EncodedDocument,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { startScope } from '../../context/dockerfile/index.js';
import { formatEnv } from './config-values.js';
import type { HistoryEntry, ImageDraft, RunConfig } from './image-draft.js';

/** A finished image: the bytes of its config and of its manifest. */
export interface ImageDocuments {
  readonly config: EncodedDocument;
  readonly manifest: EncodedDocument;
}

/** What a manifest says of a layer, and what its config says of it. */
export interface DescribedLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** What Docker knows of an image's config; whatever else a base has in it is not passed on, as by BuildKit. */
const CONFIG_MEMBERS = [
  'User',
  'ExposedPorts',
  'Env',
  'Entrypoint',
  'Cmd',
  'Volumes',
  'WorkingDir',
  'Labels',
  'StopSignal',
  'ArgsEscaped',
  'Healthcheck',
  'OnBuild',
  'Shell',
] as const satisfies readonly (keyof RunConfig)[];

/** What a base image's config says, as the start of a stage. `json` is a valid image config. */
export function draftOf(json: unknown): ImageDraft {
  const { author, config, history } = json as {
    author?: string;
    config?: Record<string, unknown> | null;
    history?: readonly HistoryEntry[] | null;
  };
  const members = CONFIG_MEMBERS.filter((name) => !isEmpty(config?.[name]));
  const known = Object.fromEntries(members.map((name) => [name, config?.[name]])) as RunConfig;
  return {
    author,
    config: { ...known, Env: formatEnv(startScope(known.Env ?? []).env) },
    history: history ?? [],
    hasOwnCmd: false,
  };
}

/** Writes config and manifest: the same image gives the same bytes. `createdAt` is in seconds of Unix time. */
export function encodeImage(
  { author, config, history }: ImageDraft,
  platform: Platform,
  layers: readonly DescribedLayer[],
  annotations: Readonly<Record<string, string>>,
  createdAt: number,
): ImageDocuments {
  const created = new Date(createdAt * 1000).toISOString().replace('.000Z', 'Z');
  const encodedConfig = describeDocument(
    Buffer.from(
      canonicalJson({
        ...platform,
        author,
        created,
        config: withoutEmpty(config),
        history: history.map((entry) => ({ created, ...entry })),
        rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      }),
    ),
    OCI_CONFIG,
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: encodedConfig.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  return {
    config: encodedConfig,
    manifest: describeDocument(Buffer.from(canonicalJson(manifest)), OCI_MANIFEST),
  };
}

/** A config leaves out what says nothing, as Go writes it. */
function withoutEmpty(config: RunConfig): RunConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
