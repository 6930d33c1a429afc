/** How to read the words of a program that only prepares something and then becomes another program. */
interface Wrapper {
  /** Options that are one word. */
  readonly alone?: RegExp;
  /** Options whose value is the next word. */
  readonly withValue?: RegExp;
  /** Words between the options and the other program. */
  readonly operands?: number;
}

const TINI: Wrapper = { alone: /^-(?:[glsvw]+|[ep].+)$/, withValue: /^-[glsvw]*[ep]$/ };
const AS_USER: Wrapper = { operands: 1 };

/** Options that change where a program is looked for are left out: what they start can't be told. */
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['tini', TINI],
  ['tini-static', TINI],
  ['docker-init', TINI],
  ['catatonit', { alone: /^-g$/ }],
  [
    'dumb-init',
    { alone: /^(?:-[cv]+|-r.+|--single-child|--verbose|--rewrite=.+)$/, withValue: /^(?:-r|--rewrite)$/ },
  ],
  ['env', { alone: /^(?:-v|--debug|-u.+|--unset=.+)$/, withValue: /^(?:-u|--unset)$/ }],
  ['exec', { alone: /^-[cl]+$/, withValue: /^-[cl]*a$/ }],
  ['gosu', AS_USER],
  ['su-exec', AS_USER],
  ['s6-setuidgid', AS_USER],
  [
    'setpriv',
    {
      alone: /^--(?:(?:clear|init|keep)-groups|nnp|no-new-privs|[a-z-]+=.*)$/,
      withValue: /^--(?:(?:e|r|re)[gu]id|groups|(?:ambient|inh)-caps|bounding-set|securebits|pdeathsig)$/,
    },
  ],
  ['nice', { alone: /^(?:-n?-?\d+|--adjustment=.+)$/, withValue: /^(?:-n|--adjustment)$/ }],
  ['nohup', {}],
  ['setsid', { alone: /^(?:-[cfw]+|--ctty|--fork|--wait)$/ }],
  ['stdbuf', { alone: /^(?:-[eio].+|--(?:error|input|output)=.+)$/, withValue: /^-[eio]$/ }],
]);

const ASSIGNMENT = /^\w+=/;

/** The command that a wrapper becomes; empty if the first word is none, or something in the words is not known. */
export function unwrap([program = '', ...words]: readonly string[]): readonly string[] {
  const name = program.slice(program.lastIndexOf('/') + 1);
  const wrapper = WRAPPERS.get(name);
  if (!wrapper) return [];
  if (name === 'env') return withoutAssignments(skipOptions(wrapper, splitString(words)));
  return skipOptions(wrapper, words).slice(wrapper.operands ?? 0);
}

/** The words of a command without the `NAME=value` in front; empty if one of them changes where programs are looked for. */
export function withoutAssignments(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !ASSIGNMENT.test(word));
  const assigned = words.slice(0, Math.max(start, 0));
  return start < 0 || assigned.some((word) => word.startsWith('PATH=')) ? [] : words.slice(start);
}

function skipOptions({ alone, withValue }: Wrapper, words: readonly string[]): readonly string[] {
  let rest = words;
  for (let [option] = rest; option?.startsWith('-'); [option] = rest) {
    if (option === '--') return rest.slice(1);
    if (alone?.test(option)) rest = rest.slice(1);
    else if (withValue?.test(option)) rest = rest.slice(2);
    else return [];
  }
  return rest;
}

/** What `env -S` makes of its text, where that is no more than words between blanks. */
function splitString(words: readonly string[]): readonly string[] {
  const [, attached] = /^(?:-v?S|--split-string(?:=|$))(.*)$/s.exec(words[0] ?? '') ?? [];
  if (attached === undefined) return words;
  const [text = '', ...rest] = attached === '' ? words.slice(1) : [attached, ...words.slice(1)];
  return /["'\\$#]/.test(text) ? [] : [...text.split(/\s+/).filter(Boolean), ...rest];
}
