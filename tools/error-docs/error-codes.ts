import ts from 'typescript';

/** The texts of every union of text literals that a source file declares, in order. */
export function codesOf(source: string): readonly string[] {
  const codes: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) codes.push(node.literal.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('codes.ts', source, ts.ScriptTarget.Latest));
  return codes;
}

/** One section of docs/errors.md: the code that heads it, and the parts below. */
export interface ErrorSection {
  readonly code: string;
  readonly text: string;
}

/** The sections of docs/errors.md in order: each begins with `### CODE`, the code in backticks. */
export function sectionsOf(markdown: string): readonly ErrorSection[] {
  return markdown.split(/^(?=#{1,3} )/m).flatMap((part) => {
    const [, code, text] = /^### `([A-Z_]+)`\n([\s\S]*)$/.exec(part) ?? [];
    return code === undefined || text === undefined ? [] : [{ code, text }];
  });
}
