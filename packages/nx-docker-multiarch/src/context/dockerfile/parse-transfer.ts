import { dockerfileInvalid } from './dockerfile-invalid.js';
import type { FlagKinds, Flags } from './flags.js';
import { chompHeredoc, parseHeredocMark } from './heredocs.js';
import type { AddInstruction, CopyInstruction, CopySource } from './instruction.js';
import { readFlags, readRest, type ParseRequest } from './parse-request.js';
import { splitBlanks } from './white-space.js';
import { parseJsonForm } from './words.js';

const SHARED_FLAGS = { chown: 'text', chmod: 'text', link: 'bool', exclude: 'list' } as const;
const COPY_FLAGS: FlagKinds = { ...SHARED_FLAGS, from: 'text', parents: 'bool' };
const ADD_FLAGS: FlagKinds = { ...SHARED_FLAGS, checksum: 'text', 'keep-git-dir': 'bool', unpack: 'bool' };

/** `COPY`. Errors: `DOCKERFILE_INVALID`. */
export function parseCopy(request: ParseRequest): CopyInstruction {
  const flags = readFlags(request, COPY_FLAGS);
  const from = flags.text('from');
  if (from !== undefined && /\$./.test(from))
    throw dockerfileInvalid(
      request.place,
      `COPY --from=${from} holds a variable`,
      'Put "FROM … AS a-name" with the variable above, and copy from that name.',
    );
  return {
    kind: 'COPY',
    ...readTransfer(request, flags),
    parents: flags.bool('parents') ?? false,
    ...(from !== undefined && { from }),
  };
}

/** `ADD`. Errors: `DOCKERFILE_INVALID`. */
export function parseAdd(request: ParseRequest): AddInstruction {
  const flags = readFlags(request, ADD_FLAGS);
  const [checksum, unpack] = [flags.text('checksum'), flags.bool('unpack')];
  return {
    kind: 'ADD',
    ...readTransfer(request, flags),
    keepGitDir: flags.bool('keep-git-dir') ?? false,
    ...(checksum !== undefined && { checksum }),
    ...(unpack !== undefined && { unpack }),
  };
}

function readTransfer(request: ParseRequest, flags: Flags) {
  const { keyword, place, written } = request;
  const rest = readRest(request, 'dist/ /app/');
  const words = parseJsonForm(rest, place) ?? splitBlanks(rest);
  const destination = words.at(-1);
  if (destination === undefined || words.length < 2)
    throw dockerfileInvalid(place, `${keyword} has no destination`, `Write it like ${keyword} dist/ /app/.`);
  if (parseHeredocMark(destination))
    throw dockerfileInvalid(
      place,
      `the destination of ${keyword} is a heredoc`,
      'Put the heredoc before the destination.',
    );
  const [chown, chmod] = [flags.text('chown'), flags.text('chmod')];
  return {
    ...written,
    sources: readSources(words.slice(0, -1), request),
    destination,
    link: flags.bool('link') ?? false,
    exclude: flags.list('exclude'),
    ...(chown !== undefined && { chown }),
    ...(chmod !== undefined && { chmod }),
  };
}

function readSources(words: readonly string[], { written }: ParseRequest): readonly CopySource[] {
  // Of two heredocs with one name BuildKit knows only the second.
  const bodies = new Map(written.heredocs.map((heredoc) => [heredoc.name, chompHeredoc(heredoc)]));
  const paths: CopySource[] = [];
  const contents: CopySource[] = [];
  for (const word of words) {
    const mark = parseHeredocMark(word);
    if (!mark) paths.push({ kind: 'path', path: word });
    else {
      const { name, expand } = mark;
      contents.push({ kind: 'heredoc', name, content: bodies.get(name) ?? '', expand });
    }
  }
  return [...paths, ...contents];
}
