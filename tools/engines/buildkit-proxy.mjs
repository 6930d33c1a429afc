// dockerd's own BuildKit on a loopback port, for `docker buildx create --driver remote tcp://…`.
// Arguments: the daemon's socket, then the address and the port to listen on.
import { connect, createServer } from 'node:net';

const [socketPath, host, port] = process.argv.slice(2);
const upgrade = 'POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';

const server = createServer({ noDelay: true }, (client) => {
  const daemon = connect(socketPath);
  let head = Buffer.alloc(0);
  const readHead = (chunk) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    daemon.off('data', readHead);
    if (!head.toString('latin1').startsWith('HTTP/1.1 101 ')) {
      console.error(`the daemon refused: ${head.subarray(0, end).toString('latin1')}`);
      client.destroy();
      return;
    }
    client.write(head.subarray(end + 4));
    client.pipe(daemon).pipe(client);
  };
  daemon.on('data', readHead);
  daemon.write(upgrade);
  for (const [one, other] of [
    [client, daemon],
    [daemon, client],
  ]) {
    one.on('error', (error) => console.error(error.message)).on('close', () => other.destroy());
  }
});

server.listen(Number(port), host, () => console.error(`listening on ${host}:${port}`));
