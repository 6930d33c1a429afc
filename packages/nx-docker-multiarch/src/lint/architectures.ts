/** The architectures whose names are looked for, as in GOARCH. */
export type Architecture = 'amd64' | 'arm64';

/** A name of an architecture in a text. */
export interface NamedArchitecture {
  readonly architecture: Architecture;
  /** The word that it is part of, between blanks and quotes. */
  readonly word: string;
}

const NAMES =
  /(?<![A-Za-z0-9])(?:(amd64|x86[_-]64|(?<=linux[-_](?:musl[-_])?)x64)|arm64(?:v8)?|aarch64)(?![A-Za-z0-9])/gi;
const WORD_ENDS = /[\s'"`,;|()<>]/;
/** Binaries for other systems are the same in every image. */
const OTHER_SYSTEM = /darwin|macos|osx|windows|(?<![a-z])win(?:32|64)?(?![a-z])/i;
/** A cross compiler runs on any machine, and is for the one in its name. */
const CROSS_COMPILER =
  /^(?:gcc|g\+\+|gfortran|binutils|crossbuild-essential)-|-cross$|-linux-(?:gnu|musl)-(?:gcc|g\+\+|ar|ld|strip)$/;

/** Nobody reads more of a word. */
const MAX_AROUND = 60;

/** The names of architectures in a text that say for what a file, a package or a build is. */
export function findArchitectures(text: string): readonly NamedArchitecture[] {
  return [...text.matchAll(NAMES)].flatMap(({ 0: name, 1: amd64, index }) => {
    const word = wordAround(text, index, index + name.length);
    if (OTHER_SYSTEM.test(word) || CROSS_COMPILER.test(word)) return [];
    return [{ architecture: amd64 === undefined ? 'arm64' : 'amd64', word }];
  });
}

/** A text with every name of an architecture replaced by the same one. */
export function withoutArchitectures(text: string): string {
  return text.replace(NAMES, '*');
}

function wordAround(text: string, start: number, end: number): string {
  let [from, to] = [start, end];
  while (from > Math.max(start - MAX_AROUND, 0) && !WORD_ENDS.test(text.charAt(from - 1))) from--;
  while (to < Math.min(end + MAX_AROUND, text.length) && !WORD_ENDS.test(text.charAt(to))) to++;
  return text.slice(from, to);
}
