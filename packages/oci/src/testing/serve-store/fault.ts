import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusal, type Answer } from './exchange.js';
import type { Fault } from './options.js';

const SLOW_BYTES = 5;

type Write = (answer: Answer, request: IncomingMessage, response: ServerResponse) => Promise<void>;

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
  if (typeof fault === 'object' && 'status' in fault) {
    const { body, ...head } = fault;
    return write({ ...head, ...(body !== undefined && { body: Buffer.from(body) }) }, request, response);
  }
  if (typeof fault === 'object' && 'resetAfter' in fault) resetAfter(request, fault.resetAfter);
  await writerOf(fault)(await answer().catch(failed), request, response);
}

function writerOf(fault: Exclude<Fault, { status: number }> | undefined): Write {
  if (fault === 'cut') return writeCut(undefined);
  if (typeof fault === 'object' && 'cutAfter' in fault) return writeCut(fault.cutAfter);
  if (fault === 'short')
    return (answer, ...rest) =>
      write({ ...answer, body: (answer.body ?? Buffer.alloc(0)).subarray(0, -1) }, ...rest);
  if (fault === 'twice') return writeTwice;
  return fault === 'slow' ? writeSlowly : write;
}

/** Counts beside whoever reads the body. */
function resetAfter(request: IncomingMessage, bytes: number): void {
  let rest = bytes;
  const { emit } = request;
  request.emit = function (this: IncomingMessage, event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'data') rest -= (args[0] as Buffer).length;
    if (rest < 0) request.socket.resetAndDestroy();
    return (emit as (event: string | symbol, ...args: unknown[]) => boolean).call(this, event, ...args);
  } as typeof emit;
}

async function write(answer: Answer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = begin(answer, response);
  response.end(request.method === 'HEAD' ? undefined : body);
  // What is not read would keep the client from ever seeing the answer.
  request.resume();
}

/** `bytes` of the body, half of it if they are not given, and no end. */
function writeCut(bytes: number | undefined): Write {
  return async (answer, request, response) => {
    const body = begin(answer, response);
    const part = body.subarray(0, bytes ?? body.length >> 1);
    if (part.length === 0) request.socket.destroy();
    // The part has to be on its way first, or the head of the answer would be lost too.
    else response.write(part, () => request.socket.destroy());
  };
}

/** In one packet: what comes behind an answer must not be taken for the next one. */
const writeTwice: Write = async (answer, request) => {
  const { status, headers, body = Buffer.alloc(0) } = answer;
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) });
  const head = `HTTP/1.1 ${status} Twice\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const once = [Buffer.from(head), request.method === 'HEAD' ? Buffer.alloc(0) : body];
  request.resume();
  request.socket.end(Buffer.concat([...once, ...once]));
};

const writeSlowly: Write = async (answer, request, response) => {
  const body = begin(answer, response);
  request.resume();
  if (request.method === 'HEAD') return void response.end();
  for (const byte of body.subarray(0, SLOW_BYTES)) {
    response.write(Buffer.of(byte));
    await sleep(1);
  }
  response.end(body.subarray(SLOW_BYTES));
};

function begin({ status, headers, body = Buffer.alloc(0) }: Answer, response: ServerResponse): Uint8Array {
  response.writeHead(status, { ...headers, 'content-length': String(body.length) });
  return body;
}

function failed(error: unknown): Answer {
  return refusal(500, 'UNKNOWN', error instanceof Error ? error.message : String(error));
}
