/** Shorter values are part of ordinary words: masking them would spoil the output and hide nothing. */
const MIN_CHARACTERS = 4;
/** The same for what is only a part of a line: files of settings hold many a short word that is no secret. */
const MIN_PART_CHARACTERS = 8;

/** Where a line of a file of settings has its value: after `=` or `: `, as a text of JSON, in a netrc, in a URL. */
const PARTS = [
  /^[^=]*?(?:=|: )(.*)$/g,
  /"\s*:\s*"((?:[^"\\]|\\.)*)"/g,
  /\bpassword\s+(\S+)/gi,
  /:\/\/[^\s:@/]*:([^\s@/]+)@/g,
];
const HOST_ALONE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*\/?$/i;

/**
 * A function that puts `***` in place of each secret value in a line. Of a value of several lines, each is one, and so
 * is what a line gives to a key: `//registry/:_authToken=…`, `token: …`, `"auth": "…"`.
 */
export function createMask(values: readonly string[]): (line: string) => string {
  const lines = values.flatMap((value) => value.split(/[\r\n]+/).map((line) => line.trim()));
  const hidden = [
    ...lines.filter((line) => line.length >= MIN_CHARACTERS),
    ...lines.flatMap(partsOf).filter((part) => part.length >= MIN_PART_CHARACTERS && !HOST_ALONE.test(part)),
  ];
  // Longest first: a value that holds another one is masked as a whole.
  const longestFirst = [...new Set(hidden)].sort((a, b) => b.length - a.length);
  return (line) => longestFirst.reduce((text, part) => text.replaceAll(part, '***'), line);
}

function partsOf(line: string): readonly string[] {
  const parts = PARTS.flatMap((pattern) =>
    [...line.matchAll(pattern)].map(([, part = '']) => part.trim().replace(/^["']+|["',;]+$/g, '')),
  );
  // A key in JSON is one text with `\n` in it, and is printed in lines.
  return parts.flatMap((part) => [part, ...part.split('\\n')]);
}
