import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createCredentials, readProxies } from '@nx-docker-multiarch/oci/http';
import {
  createRegistries,
  type Registries,
  type RegistriesSettings,
  type RegistrySettings,
} from '@nx-docker-multiarch/oci/store';
import type { BuildPlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import { onDisc } from './on-disc.js';
import { createRunHelper } from './run-helper.js';

/** The registries of a run, with the credentials, proxies and settings that this machine and the plan have for them. */
export async function openRegistries(
  plan: Pick<BuildPlan, 'insecureRegistries' | 'mirrors' | 'caFiles'>,
  env: NodeJS.ProcessEnv,
): Promise<Registries> {
  return createRegistries({
    credentials: createCredentials({ env, homeDirectory: homedir(), runHelper: createRunHelper(run) }),
    registries: await readSettings(plan),
    proxies: readProxies(env),
    now: Date.now,
    random: Math.random,
  });
}

async function readSettings({
  insecureRegistries,
  mirrors,
  caFiles,
}: Pick<BuildPlan, 'insecureRegistries' | 'mirrors' | 'caFiles'>): Promise<RegistriesSettings> {
  const hosts = new Set([...insecureRegistries, ...Object.keys(mirrors), ...Object.keys(caFiles)]);
  const settings = [...hosts].map(async (host): Promise<[string, RegistrySettings]> => {
    const { [host]: file } = caFiles;
    return [
      host,
      {
        insecure: insecureRegistries.includes(host),
        mirrors: mirrors[host] ?? [],
        ...(file !== undefined && { ca: await readAuthorities(host, file) }),
      },
    ];
  });
  return Object.fromEntries(await Promise.all(settings));
}

async function readAuthorities(host: string, file: string): Promise<string> {
  const hint = 'Let this user read it, or name another file in the option caFiles.';
  return onDisc(`Reading the certificate authorities of ${host}`, hint, () => readFile(file, 'utf8'));
}
