// No secret are the user `git`, whom every Git server has, and the image in `docker-image://image@sha256:…`.
const URL_PATTERN =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,20}:\/\/)(?:(?!git@[^\s/?#@]*(?:[\s/?#]|$))[^\s/?#]*@(?!sha256:[0-9a-f]{64}))?([^\s?#"'<>]*)(\?(?:[^\s#"'<>]|["'](?=[^\s"',;:)\]}>]))*)?(#[^\s"'<>]*)?/gi;

const GIT_CHECKOUT = /^#[\w./:-]+$/;

/** `url` without user info, query and fragment: signed URLs carry their secret there. */
export function redactUrl(url: string | URL): string {
  return redact(String(url));
}

/**
 * `text` with every URL in it cut down to scheme, host and path. A cut query is shown as `?…`; what is to be checked
 * out of a Git repository, as in `https://host/api.git#main`, stays.
 */
export function redact(text: string): string {
  return text.replace(
    URL_PATTERN,
    (_all, scheme: string, rest: string, query: string | undefined, fragment: string | undefined) => {
      if (query !== undefined) return `${scheme}${rest}?…`;
      const isCheckout = rest.endsWith('.git') && GIT_CHECKOUT.test(fragment ?? '');
      return `${scheme}${rest}${isCheckout ? fragment : ''}`;
    },
  );
}
