/** What proves to one registry who we are. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** Gets tokens from the token server of the registry (an OAuth2 refresh token). */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** Is itself such a token. */
  | { readonly kind: 'registry-token'; readonly token: string };

/** Finds the credential for exactly this registry (host and port, `docker.io` for Docker Hub), if there is one. */
export type Credentials = (registry: string) => Promise<Credential | undefined>;

/** The value of an `Authorization` header (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
