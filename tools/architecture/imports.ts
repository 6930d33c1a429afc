import path from 'node:path/posix';
import ts from 'typescript';

/** The files of the workspace that matter, by path from its root with `/`. */
export type SourceFiles = ReadonlyMap<string, string>;

/** One `import`, `export … from`, `import()` or `require()` of a file, of values or of types. */
export interface Import {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** The file it means, for a relative specifier; there may be none. */
  readonly target: string | undefined;
}

/** Every import of one file, in order. */
export function importsOf(file: string, text: string): readonly Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    file,
    line: text.slice(0, pos).split('\n').length,
    specifier: fileName,
    target: fileName.startsWith('.')
      ? path.join(path.dirname(file), fileName).replace(/\.js$/, '.ts')
      : undefined,
  }));
}
