import { canonicalJson, digestOf, type Digest } from '@nx-docker-multiarch/oci/model';
import type { InputFiles } from '../../context/scan/index.js';
import type { BuildPlan } from '../../plan/index.js';

/** Raised when the same inputs would give another image: everything is then built once more. */
const ASSEMBLER_VERSION = 1;

/**
 * Where each field of a plan stands: `asIs` is in the cache key as it is, `derived` by what it leads to (`PlatformInputs`
 * has it), `notKey` changes nothing of the image. A new field does not compile until it is placed.
 */
const PLACES = {
  ...{ engine: 'asIs', target: 'asIs', buildArgs: 'asIs', ociLabels: 'asIs' },
  ...{ labelTemplates: 'asIs', annotationTemplates: 'asIs', provenance: 'asIs' },
  ...{ network: 'asIs', addHosts: 'asIs', shmSize: 'asIs', ulimits: 'asIs', allow: 'asIs' },
  ...{ dockerfile: 'derived', context: 'derived', buildContexts: 'derived', platforms: 'derived' },
  ...{ secrets: 'derived', ssh: 'derived', sbom: 'derived' },
  ...{ projectName: 'notKey', workspaceRoot: 'notKey', labels: 'notKey', annotations: 'notKey' },
  defaultLabels: 'notKey',
  ...{ references: 'notKey', push: 'notKey', outputPath: 'notKey', load: 'notKey', index: 'notKey' },
  ...{ cacheFrom: 'notKey', cacheTo: 'notKey', noCache: 'notKey', pull: 'notKey', cache: 'notKey' },
  ...{ builder: 'notKey', insecureRegistries: 'notKey', mirrors: 'notKey', caFiles: 'notKey' },
  ...{ resultFile: 'notKey', verbosity: 'notKey', dryRun: 'notKey', explain: 'notKey', jobs: 'notKey' },
} as const satisfies Record<keyof BuildPlan, 'asIs' | 'derived' | 'notKey'>;

type Places = typeof PLACES;
type AsIs = { [Name in keyof Places]: Places[Name] extends 'asIs' ? Name : never }[keyof Places];

/** All that determines one platform's image, and nothing else. */
export interface PlatformInputs {
  /** `os/architecture[/variant]`. */
  readonly platform: string;
  /** Of the Dockerfile's bytes. */
  readonly dockerfile: Digest;
  /** By name and platform (`golang:1.25 linux/amd64`), the digest of that platform's manifest, or of what the name itself says. */
  readonly bases: Readonly<Record<string, string>>;
  /** What of the build context and the named contexts is reached, by their names; `''` is the build context. */
  readonly files: Readonly<Record<string, Pick<InputFiles, 'files' | 'digest'>>>;
  /** Contexts that are no folders of this machine: addresses that always mean the same, digests of images. */
  readonly remote: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
  /** `off`, or the name of the generator. */
  readonly sbom: string;
  /** Digests of images that take part without being built on: the frontend, the SBOM generator. */
  readonly helpers: Readonly<Record<string, string>>;
  readonly sourceDateEpoch: number | undefined;
  readonly options: Pick<BuildPlan, AsIs>;
}

/** The fields of a plan that are in the cache key as they are. */
export function keyOptions(plan: BuildPlan): PlatformInputs['options'] {
  const names = Object.entries(PLACES).flatMap(([name, place]) => (place === 'asIs' ? [name] : []));
  return Object.fromEntries(names.map((name) => [name, plan[name as AsIs]])) as PlatformInputs['options'];
}

/** The cache key of one platform's image: sha256 of the canonical JSON of its inputs. */
export function inputDigest(inputs: PlatformInputs): Digest {
  const entries = Object.entries(inputs.files).map(([name, { digest }]) => [name, digest]);
  const files = Object.fromEntries(entries) as Readonly<Record<string, Digest>>;
  return digestOf(canonicalJson({ ...inputs, files, assembler: ASSEMBLER_VERSION }));
}
