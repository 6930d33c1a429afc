// Clock answers every request with the time, and with the platform that it runs on.
const { createServer } = require('node:http');

const server = createServer((_, response) => {
  response.end(`${new Date().toISOString()} on ${process.platform}/${process.arch}\n`);
});
server.listen(Number(process.env.PORT ?? 8080));

process.on('SIGTERM', () => server.close());
