import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RemoteStore } from '../../store/index.js';
import { createGate, type Gate } from './gate.js';
import { serveBlob, SIGNATURE } from './blobs.js';
import { json, refusal, type Answer, type Exchange, type RegistryState, type Upload } from './exchange.js';
import { serveManifest } from './manifests.js';
import type { ServedRegistry, ServedRequest, ServeOptions, ServerRole } from './options.js';
import { parseRoute, type Route } from './route.js';
import { serveTags } from './tags.js';
import { serveUpload } from './uploads.js';
import { withFault } from './fault.js';

const ROLES: readonly ServerRole[] = ['registry', 'storage', 'token'];
const READS: readonly string[] = ['GET', 'HEAD'];

/**
 * A registry (distribution-spec 1.1) on 127.0.0.1, made of any stores: real sockets for tests of clients, with the quirks of
 * real registries and with faults. Blobs pass through memory.
 */
export async function serveStore(
  openRepository: (repository: string) => RemoteStore,
  options: ServeOptions = {},
): Promise<ServedRegistry> {
  const urls = new Map<ServerRole, string>();
  const urlOf = (role: ServerRole): string => urls.get(role) ?? '';
  const gate = createGate(options.auth, () => `${urlOf('token')}/token`);
  const state = createState(openRepository, options, urlOf);
  const requests: ServedRequest[] = [];
  const servers = await Promise.all(
    ROLES.map(async (role) => {
      const server = await listen((request, response) => {
        const served = describeRequest(role, request);
        requests.push(served);
        const fault = options.onRequest?.(served);
        const answer = (): Promise<Answer> => answerTo(role, request, state, gate);
        withFault(fault, answer, request, response).catch((error: unknown) =>
          response.destroy(error as Error),
        );
      });
      urls.set(role, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      return server;
    }),
  );
  return {
    host: urlOf('registry').slice('http://'.length),
    url: urlOf('registry'),
    urlOf,
    requests,
    openUploads: () => state.uploads.sessions.size,
    tokensIssued: () => gate.tokens.issued(),
    expireTokens: () => gate.tokens.expire(),
    close: async () => void (await Promise.all(servers.map(shut))),
  };
}

function createState(
  openRepository: (repository: string) => RemoteStore,
  { quirks = {} }: ServeOptions,
  urlOf: (role: ServerRole) => string,
): RegistryState {
  const repositories = new Map<string, RemoteStore>();
  const repository = (name: string): RemoteStore => {
    const store = repositories.get(name) ?? openRepository(name);
    repositories.set(name, store);
    return store;
  };
  const uploads = { sessions: new Map<string, Upload>(), begun: 0 };
  return { quirks, uploads, repository, repositories: () => [...repositories.keys()], urlOf };
}

async function answerTo(
  server: ServerRole,
  request: IncomingMessage,
  state: RegistryState,
  gate: Gate,
): Promise<Answer> {
  const url = new URL(request.url ?? '', state.urlOf(server));
  if (server === 'token') return gate.tokens.issue(request, url);
  const { method = '' } = request;
  const route = parseRoute(url.pathname);
  if (route === undefined) return refusal(404, 'UNSUPPORTED', 'no such endpoint');
  const repository = 'repository' in route ? route.repository : undefined;
  const denied =
    server === 'storage' ? checkSignature(request, url) : gate.check(request, actionsOf(method), repository);
  if (denied) return denied;
  if (method === 'HEAD' && state.quirks.noHead) return { status: 405 };
  const may = (name: string, action: string): boolean => gate.may(request, name, action);
  const answer = await serveRoute({ server, method, url, route, request, state, may });
  return state.quirks.noContentDigest ? withoutContentDigest(answer) : answer;
}

async function serveRoute(exchange: Exchange): Promise<Answer> {
  const route: Route = exchange.route;
  switch (route.kind) {
    case 'base':
      return json(200, {});
    case 'tags':
      return serveTags(exchange, route.repository);
    case 'manifest':
      return serveManifest(exchange, route.repository, route.reference);
    case 'upload':
      return serveUpload(exchange, route.repository, route.session);
    case 'blob':
      return serveBlob(exchange, route.repository, route.digest);
  }
}

/** As distribution has it: what is taken back needs leave to delete, an upload too. */
function actionsOf(method: string): readonly string[] {
  if (method === 'DELETE') return ['delete'];
  return READS.includes(method) ? ['pull'] : ['pull', 'push'];
}

/** As clouds do: a signature for one method, and no other authorization beside it. */
function checkSignature({ method, headers }: IncomingMessage, { search }: URL): Answer | undefined {
  if (headers.authorization !== undefined)
    return refusal(400, 'DENIED', 'only one way of authorization is allowed');
  return search.includes(SIGNATURE) && method !== 'HEAD'
    ? undefined
    : refusal(403, 'DENIED', 'not signed for this');
}

function withoutContentDigest(answer: Answer): Answer {
  const headers = Object.entries(answer.headers ?? {}).filter(([name]) => name !== 'docker-content-digest');
  return { ...answer, headers: Object.fromEntries(headers) };
}

function describeRequest(
  server: ServerRole,
  { method = '', url = '', headers }: IncomingMessage,
): ServedRequest {
  const [path = '', ...query] = url.split(/(?=\?)/);
  const [scheme = ''] = (headers.authorization ?? '').toLowerCase().split(' ');
  const authorization = scheme === 'basic' || scheme === 'bearer' ? scheme : 'none';
  return { server, method, path, query: query.join(''), authorization };
}

function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
