import type { Platform, Reference } from '@nx-docker-multiarch/oci/model';

/** A file or an environment variable that a `RUN --mount=type=secret` may read. The value itself is never in a plan. */
export type Secret =
  { readonly id: string; readonly file: string } | { readonly id: string; readonly variable: string };

/** A secret agent or key for `RUN --mount=type=ssh`: `default`, or an id with the paths of keys or a socket. */
export interface SshSource {
  readonly id: string;
  readonly paths: readonly string[];
}

/** A cache import or export of BuildKit, as attributes in the order written: `type=registry,ref=…`. */
export type CacheSpec = Readonly<Record<string, string>>;

/** Where finished images are remembered by their input digests: nowhere, in a registry, or in the OCI layout that is written. */
export interface CachePlan {
  readonly mode: 'off' | 'registry' | 'local';
  /** Whether what is remembered is used. */
  readonly read: boolean;
  /** Whether what is built is remembered. */
  readonly write: boolean;
  /** Where entries are if `mode` is `registry`; with `undefined`, beside the image under its first tag. */
  readonly repository: Pick<Reference, 'registry' | 'repository'> | undefined;
  /** What stands before the input digest's hex digits in an entry's tag. */
  readonly prefix: string;
  /** An entry that is older is not used. */
  readonly maxAgeMs: number | undefined;
}

export type ProvenanceMode = 'off' | 'min' | 'max';

/** What can build an image. */
export type EngineName = 'embedded' | 'buildx';

/** `quiet`: warnings, errors and where the image is; `normal`: also progress and tables; `verbose`: also each line of the engine. */
export type Verbosity = 'quiet' | 'normal' | 'verbose';

/** All of one run, fully resolved: no token, no relative path, nothing optional whose absence means a default. */
export interface BuildPlan {
  readonly projectName: string;
  readonly workspaceRoot: string;
  readonly engine: 'auto' | EngineName;
  /** Absolute path. */
  readonly dockerfile: string;
  /** Absolute path, or the address of a remote context as BuildKit takes it. */
  readonly context: string;
  /** In the order asked for, no two the same. */
  readonly platforms: readonly Platform[];
  /** Every name the image gets, each with a tag; never empty if it is pushed or loaded. */
  readonly references: readonly Reference[];
  readonly push: boolean;
  /** Absolute path of the OCI layout to write, if one is wanted. */
  readonly outputPath: string | undefined;
  readonly load: boolean;
  readonly index: 'auto' | 'always';
  /** The stage to build, or the Dockerfile's last. */
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Absolute paths, or addresses as BuildKit takes them. */
  readonly buildContexts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** `labels` by the same keys, but with the tokens in them that change while the content does not. */
  readonly labelTemplates: Readonly<Record<string, string>>;
  /** `annotations` in the same way. */
  readonly annotationTemplates: Readonly<Record<string, string>>;
  /** Whether the image gets OCI's well-known labels and annotations by itself; `labels` has them already. */
  readonly ociLabels: boolean;
  /** The names of those `labels` that nobody gave: a `LABEL` of the Dockerfile comes before them. */
  readonly defaultLabels: readonly string[];
  readonly secrets: readonly Secret[];
  readonly ssh: readonly SshSource[];
  readonly cacheFrom: readonly CacheSpec[];
  readonly cacheTo: readonly CacheSpec[];
  readonly cache: CachePlan;
  /** Whether the engine builds every step anew. */
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly provenance: ProvenanceMode;
  /** An SBOM attestation, and the image that makes it (BuildKit's own choice if it is `undefined`). */
  readonly sbom: false | { readonly generator: string | undefined };
  readonly builder: string | undefined;
  /** `host:address`. */
  readonly addHosts: readonly string[];
  readonly network: string | undefined;
  readonly shmSize: string | undefined;
  readonly ulimits: readonly string[];
  /** Entitlements: `network.host`, `security.insecure`, … */
  readonly allow: readonly string[];
  /** Registries, by host and port, that may be spoken to over plain HTTP. Loopback always may. */
  readonly insecureRegistries: readonly string[];
  /** By registry, what is asked before it when something is read: host, or host and path. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** By registry, the absolute path of a file with certificate authorities to trust. */
  readonly caFiles: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly resultFile: string;
  readonly verbosity: Verbosity;
  readonly dryRun: boolean;
  /** Whether it is told which inputs changed, platform by platform. */
  readonly explain: boolean;
  /** How many platforms are built at once. */
  readonly jobs: number;
}

/** One platform of a plan. */
export interface BuildJob {
  readonly plan: BuildPlan;
  readonly platform: Platform;
  /** What only this platform's manifest says, beside the plan's annotations. */
  readonly annotations: Readonly<Record<string, string>>;
}
