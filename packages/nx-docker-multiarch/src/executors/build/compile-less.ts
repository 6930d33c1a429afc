import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from optimizing WebAssembly in the background, in this process. The HTTP client parses headers with a piece of
 * it, and a process can't end before all of it is optimized: 0.2 s of both time and processor for a run that makes six
 * requests (measured, Node 20.20). Has to be called before the client is loaded.
 */
export function compileLess(): void {
  setFlagsFromString('--liftoff-only');
}
