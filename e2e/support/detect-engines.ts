import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

// Jest loads its global set-up without the resolver that tests have: nothing of ours can be imported here.

const TIMEOUT_MS = 5_000;
const INSTALL_TIMEOUT_MS = 120_000;
/** What npm installed for the tests, kept for the runs after this. */
const INSTALLED = path.resolve(__dirname, '../../node_modules/.cache/nx-docker-multiarch-e2e');
const MANIFEST_TYPES =
  'application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json';

/** Where `tools/engines/up` starts the registry. */
export const REGISTRY = 'localhost:5000';

/** Where `tools/engines/up` lets BuildKit be reached over TCP, for buildx's `remote` driver. */
export const BUILDKIT_PROXY = { host: '127.0.0.1', port: 5351 } as const;

/** The environment variable that carries `MissingEngines` as JSON from the global set-up to the suites. */
export const MISSING_ENGINES = 'NXDM_E2E_MISSING_ENGINES';

/** What a suite can need of the machine. Each check resolves if it is there and rejects if it is not. */
const CHECKS = {
  docker: {
    check: () => runs('docker', 'version', '--format', '{{.Server.Version}}'),
    lack: 'no Docker daemon answers',
  },
  buildx: { check: () => runs('docker', 'buildx', 'version'), lack: 'docker has no buildx' },
  registry: { check: () => answers('/v2/'), lack: `no registry answers at ${REGISTRY}` },
  'base-images': {
    check: () =>
      Promise.all([answersImage('library/busybox', '1.35'), answersImage('library/golang', '1.19')]),
    lack: `${REGISTRY} lacks library/busybox:1.35 or library/golang:1.19`,
  },
  'language-images': {
    check: () =>
      Promise.all([
        answersImage('nxdm/node', '22'),
        answersImage('nxdm/python', '3.11'),
        answersImage('nxdm/nginx', '1.22'),
      ]),
    lack: `${REGISTRY} lacks nxdm/node:22, nxdm/python:3.11 or nxdm/nginx:1.22`,
  },
  'sbom-generator': {
    check: () => answersImage('nxdm/sbom-generator', '1'),
    lack: `${REGISTRY} lacks nxdm/sbom-generator:1`,
  },
  'buildkit-proxy': {
    check: connects,
    lack: `no BuildKit answers at ${BUILDKIT_PROXY.host}:${BUILDKIT_PROXY.port}`,
  },
  'qemu-arm64': { check: runsArm64, lack: 'no emulator is registered for linux/arm64' },
  crane: { check: () => runs('crane', 'version'), lack: 'crane is not installed' },
  skopeo: { check: () => runs('skopeo', '--version'), lack: 'skopeo is not installed' },
  'node-20': { check: () => installsNode(20), lack: 'npm installs no node@20' },
  'node-22': { check: () => installsNode(22), lack: 'npm installs no node@22' },
  'node-24': { check: () => installsNode(24), lack: 'npm installs no node@24' },
  umoci: { check: () => runs('umoci', '--version'), lack: 'umoci is not installed' },
} satisfies Record<string, { check: () => Promise<unknown>; lack: string }>;

export type EngineName = keyof typeof CHECKS;

/** What is missing here, each with the reason in a few words. */
export type MissingEngines = Partial<Record<EngineName, string>>;

/** Jest's global set-up: asks once per run, and for everything at once, what is there. */
export default async function detectEngines(): Promise<void> {
  const missing: MissingEngines = {};
  const names = Object.keys(CHECKS) as EngineName[];
  await Promise.all(
    names.map((name) =>
      CHECKS[name].check().catch(() => {
        missing[name] = CHECKS[name].lack;
      }),
    ),
  );
  process.env[MISSING_ENGINES] = JSON.stringify(missing);
}

async function runs(command: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(command, args, { timeout: TIMEOUT_MS });
}

/** The newest Node of a major version that npm had, for suites that need `node-<major>`. */
export function nodeBinary(major: number): string {
  return path.join(INSTALLED, `node-${major}/node_modules/node/bin/node`);
}

async function installsNode(major: number): Promise<void> {
  const binary = nodeBinary(major);
  if (
    await runs(binary, '--version').then(
      () => true,
      () => false,
    )
  )
    return;
  const prefix = path.join(INSTALLED, `node-${major}`);
  const options = ['--no-save', '--no-audit', '--no-fund', '--fetch-retries=0', '--prefix', prefix];
  await promisify(execFile)('npm', ['install', ...options, `node@${major}`], { timeout: INSTALL_TIMEOUT_MS });
  await runs(binary, '--version');
}

async function answers(resource: string): Promise<void> {
  const response = await fetch(`http://${REGISTRY}${resource}`, {
    headers: { accept: MANIFEST_TYPES },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${response.status}`);
}

function answersImage(repository: string, tag: string): Promise<void> {
  return answers(`/v2/${repository}/manifests/${tag}`);
}

function connects(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...BUILDKIT_PROXY, timeout: TIMEOUT_MS }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
    socket.on('timeout', () => socket.destroy(new Error('timeout')));
  });
}

async function runsArm64(): Promise<void> {
  if (process.arch === 'arm64') return;
  const entry = await readFile('/proc/sys/fs/binfmt_misc/qemu-aarch64', 'utf8');
  if (!entry.startsWith('enabled')) throw new Error('disabled');
}
