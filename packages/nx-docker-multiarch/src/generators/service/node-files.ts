/** The text of `src/main.mjs`, with `<port>` where the port belongs. */
export const NODE_MAIN = `import { createService, stopService } from './service.mjs';

const service = createService();
service.listen(Number(process.env.PORT || <port>), () => {
  console.log(\`listening on port \${service.address().port}\`);
});
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => stopService(service));
`;

/** The text of `src/service.mjs`. */
export const NODE_SERVICE = `import { createServer } from 'node:http';

const ARCHITECTURES = { x64: 'amd64', ia32: '386' };

/** The platform that the service runs on, as images call it. */
export const platform = \`\${process.platform}/\${ARCHITECTURES[process.arch] ?? process.arch}\`;

const ANSWERS = new Map([
  ['/', \`hello from \${platform}\\n\`],
  ['/healthz', 'ok\\n'],
]);

// Docker kills what has not stopped after 10 seconds, Kubernetes after 30.
const GRACE_MS = 8000;

/** A server that tells which platform it runs on, and whether it is well. */
export function createService() {
  return createServer((request, response) => {
    const answer = ANSWERS.get(request.url.split('?')[0]);
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': 'text/plain',
    });
    response.end(answer ?? 'not found\\n');
  });
}

/** Takes no new requests, and answers those that are under way. */
export function stopService(service) {
  service.close();
  service.closeIdleConnections();
  setTimeout(() => service.closeAllConnections(), GRACE_MS).unref();
}
`;

/** The text of `service.test.mjs`, outside the folder that the image is made of. */
export const NODE_TEST = `import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, test } from 'node:test';
import { createService, platform, stopService } from './src/service.mjs';

let service;
beforeEach(async () => {
  service = createService().listen(0, '127.0.0.1');
  await once(service, 'listening');
});
afterEach(() => stopService(service));

const ask = async (path) => {
  const response = await fetch(
    \`http://127.0.0.1:\${service.address().port}\${path}\`,
  );
  return [response.status, await response.text()];
};

test('answers', async () => {
  assert.deepEqual(await ask('/'), [200, \`hello from \${platform}\\n\`]);
  assert.deepEqual(await ask('/healthz'), [200, 'ok\\n']);
  assert.deepEqual(await ask('/nowhere'), [404, 'not found\\n']);
});

test('stops when it is told to', async () => {
  await ask('/healthz');
  const closed = once(service, 'close');
  stopService(service);
  await closed;
});
`;
