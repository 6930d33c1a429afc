import { createRequire } from 'node:module';
import { runAside } from '../workspace.mjs';
import { writeServices } from './services.mjs';

const { startCountingProxy } = createRequire(import.meta.url)('./counting-proxy.js');

/**
 * Pushes all services through a proxy, and again unchanged: the second run's requests, by kind and in all. The one question
 * whether a registry on this machine speaks plain HTTP is no service's, and is not among them.
 */
export async function countRequests(root, setup) {
  const [hostname, port] = setup.registry.split(':');
  const proxy = await startCountingProxy({ hostname, port: Number(port) });
  try {
    writeServices(root, { ...setup, registry: proxy.host, repository: `${setup.repository}/counted` });
    const push = () =>
      runAside('node_modules/.bin/nx', ['run-many', '-t', 'docker-multiarch', '--push'], root);
    await push();
    proxy.requests.length = 0;
    await push();
    const requests = proxy.requests.filter(({ path }) => path !== '/v2/');
    return { all: requests.length, kinds: kindsOf(requests) };
  } finally {
    await proxy.close();
  }
}

/** `12 HEAD manifests, 3 GET blobs` */
function kindsOf(requests) {
  const counts = new Map();
  for (const { method, path } of requests) {
    const kind = `${method} ${/\/(manifests|blobs|tags)\//.exec(path)?.[1] ?? path}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}
