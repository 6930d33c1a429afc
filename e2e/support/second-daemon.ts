import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { attempt, succeed } from './command.js';

/** A Docker daemon of a test's own, beside the machine's. */
export interface SecondDaemon {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** Ends it, and takes away all that it has made. */
  stop(): Promise<void>;
}

const BRIDGE = 'nxdm-second0';

/** Starts a daemon, as root, with these `features`. Its containers reach no network. */
export async function startSecondDaemon(features: Readonly<Record<string, boolean>>): Promise<SecondDaemon> {
  const directory = await mkdtemp(path.join(tmpdir(), 'nxdm-dockerd-'));
  const host = `unix://${directory}/docker.sock`;
  const config = path.join(directory, 'daemon.json');
  const own = (name: string): string => path.join(directory, name);
  await writeFile(
    config,
    JSON.stringify({
      ...{ features, hosts: [host], bridge: BRIDGE, iptables: false, ip6tables: false },
      ...{ 'data-root': own('data'), 'exec-root': own('exec'), pidfile: own('pid') },
    }),
  );
  // A bridge of its own: without one it would share docker0, and take it along when it ends.
  await attempt('ip', ['link', 'delete', BRIDGE]);
  await succeed('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
  await succeed('ip', ['address', 'add', '10.213.7.1/24', 'dev', BRIDGE]);
  await succeed('ip', ['link', 'set', BRIDGE, 'up']);
  const child = spawn('dockerd', ['--config-file', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await attempt('ip', ['link', 'delete', BRIDGE]);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(host);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, stop };
}

async function untilItAnswers(host: string): Promise<void> {
  for (let round = 0; round < 150; round++) {
    const { exitCode } = await attempt('docker', ['--host', host, 'version']);
    if (exitCode === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no daemon answers at ${host}`);
}
