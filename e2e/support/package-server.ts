import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { succeed } from './command.js';

/** Packages of npm and Python that hold something else for each architecture, served on loopback. */
export interface PackageServer {
  readonly address: string;
  /** A package-lock.json of a package `api` that needs the npm packages. */
  readonly lockFile: string;
  close(): Promise<void>;
}

const CPUS = ['x64', 'arm64'];
const MACHINES = ['x86_64', 'aarch64'];

/** Serves `native-x64` and `native-arm64` of npm, and the wheels of `native` 1.0 under `/simple`. */
export async function servePackages(): Promise<PackageServer> {
  const files = new Map<string, Buffer>();
  const folder = await mkdtemp(path.join(tmpdir(), 'nxdm-packages-'));
  try {
    for (const cpu of CPUS) files.set(`/native-${cpu}.tgz`, await npmPackage(folder, cpu));
    for (const machine of MACHINES)
      files.set(`/simple/native/${wheelName(machine)}`, await wheel(folder, machine));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const links = MACHINES.map((machine) => `<a href="${wheelName(machine)}">${wheelName(machine)}</a>`);
  files.set('/simple/native/', Buffer.from(`<!DOCTYPE html><html><body>${links.join('')}</body></html>`));
  const server = createServer(({ url = '' }, response) => {
    const file = files.get(url);
    response.writeHead(file ? 200 : 404, url.endsWith('/') ? { 'content-type': 'text/html' } : {}).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { address, lockFile: lockFile(address, files), close };
}

/** The optional packages that `lockFile` names. */
export const NATIVE = Object.fromEntries(CPUS.map((cpu) => [`native-${cpu}`, '1.0.0']));

async function npmPackage(folder: string, cpu: string): Promise<Buffer> {
  const root = path.join(folder, cpu, 'package');
  await mkdir(root, { recursive: true });
  const description = { name: `native-${cpu}`, version: '1.0.0', os: ['linux'], cpu: [cpu] };
  await writeFile(path.join(root, 'package.json'), JSON.stringify(description));
  await writeFile(path.join(root, 'index.js'), `module.exports = '${cpu}';`);
  await succeed('tar', ['-C', path.dirname(root), '-czf', path.join(folder, `${cpu}.tgz`), 'package']);
  return readFile(path.join(folder, `${cpu}.tgz`));
}

function lockFile(address: string, files: ReadonlyMap<string, Buffer>): string {
  const packages = CPUS.map((cpu) => {
    const digest = createHash('sha512').update(files.get(`/native-${cpu}.tgz`) ?? '');
    const resolved = `${address}/native-${cpu}.tgz`;
    const integrity = `sha512-${digest.digest('base64')}`;
    return [
      `node_modules/native-${cpu}`,
      { version: '1.0.0', resolved, integrity, os: ['linux'], cpu: [cpu], optional: true },
    ] as const;
  });
  return JSON.stringify({
    name: 'api',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'api', version: '1.0.0', optionalDependencies: NATIVE },
      ...Object.fromEntries(packages),
    },
  });
}

function wheelName(machine: string): string {
  return `native-1.0-py3-none-manylinux_2_17_${machine}.whl`;
}

/** Made in the Python that tests have anyway, for Node has no zip. */
async function wheel(folder: string, machine: string): Promise<Buffer> {
  const tag = `Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-manylinux_2_17_${machine}\n`;
  const files = {
    'native.py': `MACHINE = '${machine}'\n`,
    'native-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: native\nVersion: 1.0\n',
    'native-1.0.dist-info/WHEEL': tag,
    'native-1.0.dist-info/RECORD':
      'native.py,,\nnative-1.0.dist-info/METADATA,,\nnative-1.0.dist-info/WHEEL,,\n',
  };
  const root = path.join(folder, machine);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  await succeed('docker', [
    ...['run', '--rm', '--volume', `${folder}:/packages`, '--workdir', `/packages/${machine}`],
    ...['localhost:5000/nxdm/python:3.11', 'python', '-m', 'zipfile', '-c', `../${machine}.whl`],
    ...['native.py', 'native-1.0.dist-info'],
  ]);
  return readFile(path.join(folder, `${machine}.whl`));
}
