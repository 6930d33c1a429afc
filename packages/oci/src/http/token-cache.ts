import type { Token } from './token.js';

/** Tokens by the scopes they are for: each is fetched once, however many ask for it at once. */
export interface TokenCache {
  /** A token that is good for a while yet. Errors: those of the fetch, which is then forgotten. */
  get(scopes: readonly string[], fetch: () => Promise<Token>): Promise<string>;
  /** Forgets a token that was refused. */
  drop(value: string): void;
}

interface Kept {
  readonly value: string;
  readonly expiresAt: number;
}

const MAX_MARGIN_MS = 10_000;

/** `now` counts milliseconds. */
export function createTokenCache(now: () => number): TokenCache {
  const kept = new Map<string, Promise<Kept>>();
  const refused = new Set<string>();

  const start = (key: string, fetch: () => Promise<Token>): Promise<Kept> => {
    const started = fetch().then(({ value, lifetimeMs }) => ({
      value,
      // A request that carries it must arrive before it expires.
      expiresAt: now() + lifetimeMs - Math.min(MAX_MARGIN_MS, lifetimeMs / 4),
    }));
    kept.set(key, started);
    started.catch(() => kept.get(key) === started && kept.delete(key));
    return started;
  };

  return {
    async get(scopes, fetch) {
      const key = scopes.join(' ');
      for (let pending = kept.get(key); pending; pending = kept.get(key)) {
        const { value, expiresAt } = await pending;
        if (now() < expiresAt && !refused.has(value)) return value;
        if (kept.get(key) === pending) kept.delete(key);
      }
      return (await start(key, fetch)).value;
    },
    drop: (value) => void refused.add(value),
  };
}
