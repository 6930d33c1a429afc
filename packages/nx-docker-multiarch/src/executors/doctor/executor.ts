import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { findCredentialSource } from '@nx-docker-multiarch/oci/http';
import { run } from '../../process/run.js';
import { hostPlatform } from '../build/open-engine.js';
import { pluginFolders } from '../build/plugin-folders.js';
import { withCancellation } from '../world/cancellation.js';
import { createConsole } from '../world/console.js';
import { toSuccess } from '../world/failure.js';
import { openRegistries } from '../world/open-registries.js';
import { createRunHelper } from '../world/run-helper.js';
import { diagnose, type DoctorWorld } from './doctor.js';
import { BINFMT_DIRECTORY } from './emulators.js';

/** `nx-docker-multiarch:doctor`: says what this machine can do, and what of it the build targets need and lack. */
export default async function doctor(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: '', stdout, stderr, env });
  const diagnosing = withCancellation('Examining this machine', (signal) =>
    diagnose(options, context, { ...openWorld(context.root, env), out, signal }),
  );
  return toSuccess(out, diagnosing);
}

function openWorld(root: string, env: NodeJS.ProcessEnv): Omit<DoctorWorld, 'out' | 'signal'> {
  const homeDirectory = homedir();
  return {
    env,
    now: new Date(),
    run,
    nodeVersion: process.versions.node,
    nxVersion: readNxVersion(root),
    hostPlatform: hostPlatform(),
    pluginFolders: pluginFolders(env, homeDirectory),
    binfmtDirectory: BINFMT_DIRECTORY,
    openRegistries: (settings) => openRegistries(settings, env),
    findCredentialSource: (registry) =>
      findCredentialSource(registry, { env, homeDirectory, runHelper: createRunHelper(run) }),
  };
}

/** Of the Nx that the workspace has. */
function readNxVersion(root: string): string | undefined {
  try {
    const file = createRequire(path.join(root, 'package.json')).resolve('nx/package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string }).version;
  } catch {
    return undefined;
  }
}
