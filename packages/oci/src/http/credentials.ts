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
    const known = found.get(registry) ?? findCredential(registry, options);
    found.set(registry, known);
    return known;
  };
}

async function findCredential(
  registry: string,
  options: CredentialsOptions,
): Promise<Credential | undefined> {
  for (const file of configFiles(options)) {
    const entry = await readConfigEntry(file, registry);
    const { helper, credential } = entry ?? {};
    const asked =
      helper === undefined ? undefined : await askHelper(options.runHelper, helper, registry, file);
    if (asked ?? credential) return asked ?? credential;
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
