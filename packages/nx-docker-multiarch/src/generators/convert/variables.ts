import { TOKENS } from '../../plan/index.js';

// nx-container puts environment variables into all of its values when the task runs.
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
const TOKEN = /(?<![{$])\{([A-Za-z][\w.-]*)\}(?!\})/g;
/** Nx fills these in for every executor. */
const FROM_NX = ['projectName', 'projectRoot'];

export function hasVariable(text: string): boolean {
  return text.search(VARIABLE) >= 0;
}

/** `$NAME` and `${NAME}` as our tokens: `{env.NAME}`. */
export function withTokens(text: string): string {
  return text.replace(VARIABLE, (_all, braced?: string, bare?: string) => `{env.${braced ?? bare}}`);
}

/** The variable that a text is, and nothing else; `undefined` if there is more, or none. */
export function soleVariable(text: string): string | undefined {
  return /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(text)?.slice(1).find(Boolean);
}

/** The tokens of ours that an old value names by chance: nx-container leaves them as they are. */
export function tokensByChance(text: string): readonly string[] {
  const names = [...text.matchAll(TOKEN)].map(([, name = '']) => name);
  return names.filter(
    (name) => !FROM_NX.includes(name) && (Object.hasOwn(TOKENS, name) || name.startsWith('env.')),
  );
}
