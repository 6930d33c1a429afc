import { PluginError } from '../../errors/index.js';

/** What `--chmod` makes of modes. */
export interface ModeChange {
  /** The mode of what is copied, from the one that it has. */
  change(mode: number, isFolder: boolean): number;
  /** The mode of folders that are made on the way, if it says one: digits do, letters don't. */
  readonly made?: number;
}

/** What one clause makes of a mode; `original` is the one before the first clause. */
type Clause = (mode: number, original: number, isFolder: boolean) => number;

const PERMISSIONS = 0o7777;
const CLASS_SHIFTS: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

/**
 * Reads `--chmod`: octal digits (`755`, `04755`), or clauses as `chmod(1)` has them (`u=rwX,go=rX`), without a umask.
 * Errors: `DOCKERFILE_UNSUPPORTED` for anything else.
 */
export function parseModeChange(text: string, where: string): ModeChange {
  if (/^[0-7]{1,5}$/.test(text)) {
    const mode = Number.parseInt(text, 8) & PERMISSIONS;
    return { change: () => mode, made: mode };
  }
  const clauses = text.split(',').map((clause) => parseClause(clause, text, where));
  return {
    change: (mode, isFolder) => clauses.reduce((current, clause) => clause(current, mode, isFolder), mode),
  };
}

function parseClause(clause: string, text: string, where: string): Clause {
  const match = /^([ugoa]*)((?:[-+=][rwxX]*)+)$/.exec(clause);
  if (match === null) {
    throw new PluginError(
      'DOCKERFILE_UNSUPPORTED',
      `${where}: --chmod=${text} is no mode that this engine knows`,
      {
        hint: 'Write octal digits, like --chmod=755, or build with --engine=buildx.',
      },
    );
  }
  const [, who = '', operations = ''] = match;
  const shifts = [...(who === '' || who.includes('a') ? 'ugo' : who)].map(
    (letter) => CLASS_SHIFTS[letter] ?? 0,
  );
  const steps = [...operations.matchAll(/([-+=])([rwxX]*)/g)];
  return (mode, original, isFolder) =>
    steps.reduce((current, [, operator = '', letters = '']) => {
      const bits = permissionBits(letters, original, isFolder);
      const wanted = shifts.reduce((sum, shift) => sum | (bits << shift), 0);
      const touched = shifts.reduce((sum, shift) => sum | (0o7 << shift), 0);
      if (operator === '+') return current | wanted;
      return operator === '-' ? current & ~wanted : (current & ~touched) | wanted;
    }, mode);
}

/** `X` goes by the mode before any clause, as in BuildKit. */
function permissionBits(letters: string, mode: number, isFolder: boolean): number {
  const isExecutable = letters.includes('x') || (letters.includes('X') && (isFolder || (mode & 0o111) !== 0));
  return (letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (isExecutable ? 1 : 0);
}
