/** Where a node stands in its file: 1-based, both inclusive. A heredoc's lines are those of its instruction. */
export interface Lines {
  readonly line: number;
  readonly endLine: number;
}

/** An instruction as it is written. */
export interface Written extends Lines {
  /** All of it on one line: continuations joined, without comments and without the bodies of heredocs. */
  readonly source: string;
  /** In the order of their bodies. Only `RUN`, `COPY`, `ADD` and an `ONBUILD` of those can have any. */
  readonly heredocs: readonly Heredoc[];
}

/** `NAME=value`, both as written: quotes, escapes and variables are still in them. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** The JSON form, run as it is, or the shell form, which is handed to the stage's shell. */
export type CommandLine =
  | { readonly form: 'exec'; readonly args: readonly string[] }
  | { readonly form: 'shell'; readonly text: string };

/** A body of lines below an instruction: `<<EOF` … `EOF`. */
export interface Heredoc {
  readonly name: string;
  /** The lines as written, with their line ends. */
  readonly content: string;
  /** Whether variables are expanded in it: no part of the name stands in quotes. */
  readonly expand: boolean;
  /** `<<-EOF`: the tabs that lead its lines are not part of them. */
  readonly chomp: boolean;
}

/** A path (of `ADD` also an address), or a heredoc, which becomes a file of that name: `content` is all of it. */
export type CopySource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'heredoc'; readonly name: string; readonly content: string; readonly expand: boolean };

/** What `COPY` and `ADD` have in common. */
interface Transfer extends Written {
  /** In the order BuildKit takes them: paths, then heredocs. */
  readonly sources: readonly CopySource[];
  readonly destination: string;
  readonly chown?: string;
  readonly chmod?: string;
  readonly link: boolean;
  readonly exclude: readonly string[];
}

export interface CopyInstruction extends Transfer {
  readonly kind: 'COPY';
  /** `--parents`: not of BuildKit's own front end at 0.25, but of newer ones. */
  readonly parents: boolean;
  /** A stage's name or index, a named context, or an image. Variables are not expanded in it. */
  readonly from?: string;
}

export interface AddInstruction extends Transfer {
  readonly kind: 'ADD';
  readonly checksum?: string;
  readonly keepGitDir: boolean;
  /** Absent: local archives are unpacked, downloaded ones are not. */
  readonly unpack?: boolean;
}

/** `RUN --mount=…`. */
export interface Mount {
  /** In lower case, `bind` unless it says otherwise; may be a variable. */
  readonly type: string;
  /** A stage's name, a named context, or an image; variables are not expanded in it. */
  readonly from?: string;
  /** All of it by name in lower case, as written; what has no value (`ro`) has an empty one. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface RunInstruction extends Written {
  readonly kind: 'RUN';
  readonly command: CommandLine;
  readonly mounts: readonly Mount[];
  readonly network?: string;
  readonly security?: string;
  readonly devices: readonly string[];
}

export interface ArgInstruction extends Written {
  readonly kind: 'ARG';
  readonly args: readonly { readonly name: string; readonly value?: string }[];
}

export interface PairsInstruction extends Written {
  readonly kind: 'ENV' | 'LABEL';
  /** In the order written; a name can be there twice, and the last one counts. */
  readonly pairs: readonly Pair[];
  /** The old form, without `=`: `ENV name value`. */
  readonly legacy: boolean;
}

export interface CommandInstruction extends Written {
  readonly kind: 'CMD' | 'ENTRYPOINT';
  readonly command: CommandLine;
}

export interface WorkdirInstruction extends Written {
  readonly kind: 'WORKDIR';
  readonly path: string;
}

export interface UserInstruction extends Written {
  readonly kind: 'USER';
  readonly user: string;
}

export interface ExposeInstruction extends Written {
  readonly kind: 'EXPOSE';
  /** Words as written, which may expand to several; expanded, each is `port[-port][/protocol]` and the like. */
  readonly ports: readonly string[];
}

export interface VolumeInstruction extends Written {
  readonly kind: 'VOLUME';
  readonly paths: readonly string[];
}

export interface StopsignalInstruction extends Written {
  readonly kind: 'STOPSIGNAL';
  readonly signal: string;
}

export interface HealthcheckInstruction extends Written {
  readonly kind: 'HEALTHCHECK';
  /** Absent: `HEALTHCHECK NONE`. */
  readonly check?: HealthCheck;
}

/** Times in nanoseconds, as in an image's config; 0 is "the default". */
export interface HealthCheck {
  readonly command: CommandLine;
  readonly intervalNs: number;
  readonly timeoutNs: number;
  readonly startPeriodNs: number;
  readonly startIntervalNs: number;
  readonly retries: number;
}

export interface ShellInstruction extends Written {
  readonly kind: 'SHELL';
  readonly shell: readonly string[];
}

export interface OnbuildInstruction extends Written {
  readonly kind: 'ONBUILD';
  /** The trigger as it goes into an image's config: an instruction, with the bodies of its heredocs below it. */
  readonly trigger: string;
}

export interface MaintainerInstruction extends Written {
  readonly kind: 'MAINTAINER';
  readonly maintainer: string;
}

/** One instruction of a stage. Words are as written until `evaluateStage` expands them. */
export type Instruction =
  | AddInstruction
  | ArgInstruction
  | CommandInstruction
  | CopyInstruction
  | ExposeInstruction
  | HealthcheckInstruction
  | MaintainerInstruction
  | OnbuildInstruction
  | PairsInstruction
  | RunInstruction
  | ShellInstruction
  | StopsignalInstruction
  | UserInstruction
  | VolumeInstruction
  | WorkdirInstruction;
