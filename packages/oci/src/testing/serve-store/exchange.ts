import type { IncomingMessage } from 'node:http';
import type { RemoteStore } from '../../store/index.js';
import type { Quirks, ServerRole } from './options.js';
import type { Route } from './route.js';

/** What a handler answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Uploads under way, by session. */
export interface Uploads {
  readonly sessions: Map<string, Upload>;
  begun: number;
}

export interface Upload {
  readonly pieces: Buffer[];
  sizeBytes: number;
  /** After a piece that may only be the last. */
  isEnded: boolean;
}

/** What all servers of one registry share. */
export interface RegistryState {
  readonly quirks: Quirks;
  readonly uploads: Uploads;
  repository(name: string): RemoteStore;
  /** The names of all that were used so far. */
  repositories(): readonly string[];
  /** `http://127.0.0.1:port` of one of the servers. */
  urlOf(server: ServerRole): string;
}

/** One request on its way through the handlers. */
export interface Exchange {
  readonly server: ServerRole;
  readonly method: string;
  readonly url: URL;
  readonly route: Route;
  readonly request: IncomingMessage;
  readonly state: RegistryState;
  /** Whether the client may do this to another repository too. */
  may(repository: string, action: string): boolean;
}

/** A path of one of the servers as the `Location` of an answer. */
export function locationOf({ state }: Exchange, server: ServerRole, pathAndQuery: string): string {
  return state.quirks.relativeLocations && server === 'registry'
    ? pathAndQuery
    : `${state.urlOf(server)}${pathAndQuery}`;
}

/** An error as registries write them (distribution-spec §Error Codes). */
export function refusal(status: number, code: string, message: string): Answer {
  return json(status, { errors: [{ code, message }] });
}

export function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** The whole body of a request. */
export async function readRequest(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
