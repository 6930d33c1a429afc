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

interface Entry {
  readonly pending: Promise<Kept>;
  /** Once it is there. */
  value?: string;
}

const MAX_MARGIN_MS = 10_000;

/** `now` counts milliseconds. */
export function createTokenCache(now: () => number): TokenCache {
  const entries = new Map<string, Entry>();

  const start = (key: string, fetch: () => Promise<Token>): Promise<Kept> => {
    const pending = fetch().then(({ value, lifetimeMs }) => {
      entry.value = value;
      // A request that carries it must arrive before it expires.
      return { value, expiresAt: now() + lifetimeMs - Math.min(MAX_MARGIN_MS, lifetimeMs / 4) };
    });
    const entry: Entry = { pending };
    entries.set(key, entry);
    pending.catch(() => entries.get(key) === entry && entries.delete(key));
    return pending;
  };

  return {
    async get(scopes, fetch) {
      const key = scopes.join(' ');
      for (let entry = entries.get(key); entry; entry = entries.get(key)) {
        const { value, expiresAt } = await entry.pending;
        if (now() < expiresAt) return value;
        if (entries.get(key) === entry) entries.delete(key);
      }
      return (await start(key, fetch)).value;
    },
    drop(value) {
      // Only what is kept now: the server may give out the same again, and then means it.
      for (const [key, entry] of entries) if (entry.value === value) entries.delete(key);
    },
  };
}
