import { PluginError } from '../../errors/index.js';

/** Where in which Dockerfile something stands; without a line, nowhere in particular. */
export interface Place {
  readonly name: string;
  readonly line?: number;
}

/** An error at a place. `what` continues "*name:line:*", `wayOut` is an instruction, as a sentence. */
export function dockerfileInvalid(place: Place, what: string, wayOut: string): PluginError {
  const where = place.line === undefined ? place.name : `${place.name}:${place.line}`;
  return new PluginError('DOCKERFILE_INVALID', `Reading ${where}: ${what}`, { hint: wayOut });
}

const MAX_SHOWN_CHARACTERS = 80;

/** A text for a message: in quotes, cut if it is long. */
export function show(text: string): string {
  return JSON.stringify(
    text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text,
  );
}
