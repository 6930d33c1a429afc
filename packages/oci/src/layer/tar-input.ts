/** An entry to write. Modes not given are 0644, for folders 0755, for links 0777; owners not given are root. */
export type TarInput = {
  readonly path: string;
  /** All twelve bits: permissions with setuid, setgid and sticky. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Whole seconds since 1970; 0 if it is not given. */
  readonly mtimeSeconds?: number;
} & (
  | { readonly type: 'file'; readonly content: Uint8Array }
  | FilledFile
  | LoadedFile
  | StreamedFile
  | { readonly type: 'directory' }
  | { readonly type: 'symlink' | 'hardlink'; readonly linkTarget: string }
);

/** A small file. `fill` writes all of it into these bytes, as many as its size, in its turn. */
export interface FilledFile {
  readonly type: 'file';
  readonly sizeBytes: number;
  readonly fill: (bytes: Uint8Array) => void;
}

/** A small file. `load` gives all of it, once, and is called ahead of its turn, several at a time. */
export interface LoadedFile {
  readonly type: 'file';
  readonly sizeBytes: number;
  readonly load: () => Uint8Array | Promise<Uint8Array>;
}

/** A file of any size. It is read to its end before the next entry is asked for. */
export interface StreamedFile {
  readonly type: 'file';
  readonly sizeBytes: number;
  readonly read: () => AsyncIterable<Uint8Array>;
}
