/** A file of a case's context: text; `-> target`, a link; `[]`, a folder; or text with a mode; or a tar of more. */
export type CaseFile =
  | string
  | readonly []
  | { readonly mode: number; readonly text: string }
  | { readonly folder: number }
  | { readonly tar: Readonly<Record<string, CaseFile>>; readonly gzip?: boolean };

/** A Dockerfile and a context that both engines build. */
export interface ParityCase {
  readonly title: string;
  readonly dockerfile: string;
  /** Beside those that every case has. */
  readonly files?: Readonly<Record<string, CaseFile>>;
  /** Named contexts: folders below the context's parent, or addresses. */
  readonly contexts?: Readonly<Record<string, string | Readonly<Record<string, CaseFile>>>>;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** Absent: both build the same. */
  readonly expect?: 'both fail' | 'unsupported';
}
