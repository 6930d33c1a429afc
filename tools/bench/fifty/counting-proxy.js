const { createServer, request } = require('node:http');

/**
 * A proxy on 127.0.0.1 in front of a registry, which counts what passes. It keeps the `Host` that it is asked for, so that
 * the registry's `Location`s lead through it as well.
 *
 * @param {{ hostname: string, port: number }} registry
 * @returns {Promise<{ host: string, requests: { method: string, path: string }[], close: () => Promise<void> }>} `requests`
 *   grows with each, and may be emptied
 */
async function startCountingProxy(registry) {
  /** @type {{ method: string, path: string }[]} */
  const requests = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    requests.push({ method, path: url });
    const forwarded = request({ ...registry, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    forwarded.on('error', (error) => outgoing.destroy(error));
    incoming.pipe(forwarded);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    host: `localhost:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

module.exports = { startCountingProxy };
