import { join } from 'node:path';
import { askHelper, type RunHelper } from './credential-helper.js';
import type { Credential, Credentials } from './credential.js';
import { readConfigEntry } from './docker-config.js';

/** Where credentials are looked for. */
export interface CredentialsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly runHelper: RunHelper;
}

/**
 * Credentials from `$REGISTRY_AUTH_FILE`, Docker's config (`$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`) and
 * `$XDG_RUNTIME_DIR/containers/auth.json`: the first file that knows the registry decides, its helper before what it
 * holds itself. Each registry is looked up once. Errors: `CREDENTIALS_INVALID`.
 */
export function createCredentials(options: CredentialsOptions): Credentials {
  const found = new Map<string, Promise<Credential | undefined>>();
  return (registry) => {
    const known = found.get(registry) ?? findCredential(registry, options).then((entry) => entry?.credential);
    found.set(registry, known);
    return known;
  };
}

/** Where the credential for a registry comes from. */
export interface CredentialSource {
  readonly file: string;
  /** The setting of the file. */
  readonly setting: 'auths' | 'credHelpers' | 'credsStore';
  /** The helper that gave it, as the setting names it. */
  readonly helper: string | undefined;
}

/** As `createCredentials` finds it, but only where; `undefined` if there is none. Errors: `CREDENTIALS_INVALID`. */
export async function findCredentialSource(
  registry: string,
  options: CredentialsOptions,
): Promise<CredentialSource | undefined> {
  return (await findCredential(registry, options))?.source;
}

interface FoundCredential {
  readonly credential: Credential;
  readonly source: CredentialSource;
}

async function findCredential(
  registry: string,
  options: CredentialsOptions,
): Promise<FoundCredential | undefined> {
  for (const file of configFiles(options)) {
    const { helper, credential } = (await readConfigEntry(file, registry)) ?? {};
    const asked = helper && (await askHelper(options.runHelper, helper.name, registry, file));
    if (helper && asked)
      return { credential: asked, source: { file, setting: helper.setting, helper: helper.name } };
    if (credential) return { credential, source: { file, setting: 'auths', helper: undefined } };
  }
  return undefined;
}

function configFiles({ env, homeDirectory }: CredentialsOptions): readonly string[] {
  const { REGISTRY_AUTH_FILE: authFile, DOCKER_CONFIG: dockerConfig, XDG_RUNTIME_DIR: runtime } = env;
  return [
    ...(authFile ? [authFile] : []),
    join(dockerConfig || join(homeDirectory, '.docker'), 'config.json'),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
  ];
}
