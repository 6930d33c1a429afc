/** How a served registry is unlike the plain one: each is a way of some real registry. */
export interface Quirks {
  /** Begins an upload instead of mounting (Artifactory). */
  readonly noMount?: boolean;
  /** Mounts what any of its repositories holds, wherever it is said to be (automatic content discovery). */
  readonly mountsFromAnywhere?: boolean;
  /** Takes no more bytes in one request; 413 comes before anything is read (proxies). */
  readonly maxRequestBytes?: number;
  /** Takes no smaller pieces but the last, and says so in `OCI-Chunk-Min-Length`. */
  readonly minPieceBytes?: number;
  /** Takes a blob in pieces alone: 405 for a PUT with a body. */
  readonly noMonolithic?: boolean;
  /** Sends a blob as a whole, whatever range is asked for. */
  readonly noRanges?: boolean;
  /** Takes manifests whose blobs are not there. */
  readonly takesIncomplete?: boolean;
  /** Refuses every HEAD with 405. */
  readonly noHead?: boolean;
  /** Leaves `Docker-Content-Digest` out. */
  readonly noContentDigest?: boolean;
  /** Sends whoever reads a blob to signed URLs of a storage on another origin, good for GET alone (most clouds). */
  readonly redirectBlobs?: boolean;
  /** Sends the bytes of an upload there too, when they come (307). */
  readonly redirectUploads?: boolean;
  /** Names the storage as the place to upload to from the beginning. */
  readonly foreignUploads?: boolean;
  /** Lists no more tags at once, whatever is asked for (Quay). */
  readonly maxTagsPerPage?: number;
  /** Says that a list of tags goes on at another origin (a proxy that changes its host). */
  readonly foreignPages?: boolean;
  /** Deletes no manifest (distribution, unless it is set up to). */
  readonly noDelete?: boolean;
  /** Writes `Location` without scheme and host. */
  readonly relativeLocations?: boolean;
}

/** Who may do what. */
export type ServeAuth =
  | { readonly basic: Account }
  | {
      readonly bearer: {
        readonly service: string;
        /** What the registry says where its token server is; where it really is if it is absent. */
        readonly realm?: string;
        readonly account?: Account;
        /** What the token server takes in exchange, by POST. */
        readonly identityToken?: string;
        /** Seconds, as told to the client; nothing is told if it is absent. Tokens are refused only by `expireTokens`. */
        readonly expiresIn?: number;
        /** Whether an action on a repository is allowed; to anyone but the anonymous (`undefined`) if it is absent. */
        readonly grant?: (username: string | undefined, repository: string, action: string) => boolean;
      };
    };

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Which of the three servers: the registry, its storage, its token server. Each is an origin of its own. */
export type ServerRole = 'registry' | 'storage' | 'token';

/** A request as it arrived. No header is in it, only the kind of authorization. */
export interface ServedRequest {
  readonly server: ServerRole;
  readonly method: string;
  readonly path: string;
  /** With its `?`; empty if there is none. */
  readonly query: string;
  readonly authorization: 'none' | 'basic' | 'bearer';
}

/** An answer other than the right one. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * What goes wrong with a request:
 * - `reset`: the connection is reset before anything is done;
 * - `resetAfter`: as soon as so many bytes of the request's body have come, if that many come;
 * - `cut`: all is done, and the connection ends in the middle of the answer's body, or after so many bytes of it;
 * - `short`: the answer lacks its last byte, and does not let it show;
 * - `twice`: the answer comes twice;
 * - `slow`: the answer's body comes byte by byte for a while;
 * - another answer: nothing is done.
 */
export type Fault =
  | 'reset'
  | { readonly resetAfter: number }
  | 'cut'
  | { readonly cutAfter: number }
  | 'short'
  | 'twice'
  | 'slow'
  | FaultAnswer;

export interface ServeOptions {
  readonly quirks?: Quirks;
  readonly auth?: ServeAuth;
  /** Is asked before each request is served, in the order in which they arrive. */
  readonly onRequest?: (request: ServedRequest) => Fault | undefined;
}

/** A registry that runs. */
export interface ServedRegistry {
  /** `127.0.0.1:port`: the registry of a reference. */
  readonly host: string;
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** The same of any of the servers. */
  urlOf(server: ServerRole): string;
  /** Every request to any of the servers, in the order in which they arrived. */
  readonly requests: readonly ServedRequest[];
  /** Uploads that were begun, and neither finished nor cancelled. */
  openUploads(): number;
  tokensIssued(): number;
  /** From now on every token issued so far is refused. */
  expireTokens(): void;
  close(): Promise<void>;
}
