import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal, type Answer } from './exchange.js';
import type { Fault } from './options.js';

/** Answers a request, or does what the fault says. */
export async function withFault(
  fault: Fault | undefined,
  answer: () => Promise<Answer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault === undefined || fault === 'cut') {
    await write(await answer().catch(failed), request, response, fault === 'cut');
    return;
  }
  const { body, ...head } = fault;
  await write({ ...head, ...(body !== undefined && { body: Buffer.from(body) }) }, request, response, false);
}

async function write(
  { status, headers, body = Buffer.alloc(0) }: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  isCut: boolean,
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  const half = body.subarray(0, body.length >> 1);
  if (isCut && half.length === 0) request.socket.destroy();
  // The half has to be on its way first, or the head of the answer would be lost too.
  else if (isCut) response.write(half, () => request.socket.destroy());
  if (isCut) return;
  response.end(request.method === 'HEAD' ? undefined : body);
  // What is not read would keep the client from ever seeing the answer.
  request.resume();
}

function failed(error: unknown): Answer {
  return refusal(500, 'UNKNOWN', error instanceof Error ? error.message : String(error));
}
