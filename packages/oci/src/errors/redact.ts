const URL_PATTERN =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/?#]*@)?([^\s?#"'<>]*)(\?(?:[^\s#"'<>]|["'](?=[^\s"',;:)\]}>]))*)?(#[^\s"'<>]*)?/gi;

/** `url` without user info, query and fragment: signed URLs carry their secret there. */
export function redactUrl(url: string | URL): string {
  return redact(String(url));
}

/** `text` with every URL in it cut down to scheme, host and path. A cut query is shown as `?…`. */
export function redact(text: string): string {
  return text.replace(URL_PATTERN, (_all, scheme: string, rest: string, query: string | undefined) =>
    query === undefined ? `${scheme}${rest}` : `${scheme}${rest}?…`,
  );
}
