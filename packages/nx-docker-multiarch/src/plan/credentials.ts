const SECRET_NAME =
  /token|secret|passw|credential|signature|(?:api|access|private)_?key|(?:^|[_-])(?:auth|key|pat|pwd|sig)(?:$|[_-])/i;

// `ssh://git@host` names the user that every Git server has, and no secret; `ssh://user:password@host` does.
const USER_INFO =
  /^(?:(?!(?:git\+)?ssh:)[a-z][a-z0-9+.-]*:\/\/[^/?#]*|[a-z][a-z0-9+.-]*:\/\/[^/?#@]*:[^/?#]*)@/i;
const QUERY = /^[a-z][a-z0-9+.-]*:\/\/[^?#]*\?([^#]*)/i;
const EXPOSED = 'which every process on this machine could read';

/** Whether what has this name is most likely secret: `NPM_TOKEN`, `access_key_id`, `X-Amz-Signature`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The credential that a URL would put into the arguments of a process: the rest of a sentence, without its value. */
export function credentialIn(address: string): string | undefined {
  if (USER_INFO.test(address)) return `has a user or a password in its address, ${EXPOSED}`;
  const [, query = ''] = QUERY.exec(address) ?? [];
  const names = query.split('&').flatMap((parameter) => /^([^=]+)=/.exec(parameter)?.[1] ?? []);
  const name = names.find(isSecretName);
  return name === undefined ? undefined : `has ${JSON.stringify(name)} in its address, ${EXPOSED}`;
}

/** The same of attributes, which are credentials by their names or by the URLs that they hold. */
export function credentialAmong(attributes: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(attributes)) {
    if (isSecretName(name)) return `has ${JSON.stringify(name)}, ${EXPOSED}`;
    const credential = credentialIn(value);
    if (credential !== undefined) return `its ${name} ${credential}`;
  }
  return undefined;
}
