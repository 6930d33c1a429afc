import { OciError } from '../errors/index.js';

const NOTHING = new Uint8Array(0);

/** Reads exact numbers of bytes from a stream of pieces, with a bound on all of them. What is skipped is not copied. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array, unknown>;
  #piece: Uint8Array = NOTHING;
  #offset = 0;
  #pulledBytes = 0;

  constructor(
    pieces: AsyncIterable<Uint8Array>,
    private readonly maxBytes: number,
  ) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** As `take`; `undefined` if the stream has come to its end before the first of them. */
  async takeIfAny(count: number): Promise<Uint8Array | undefined> {
    return this.#left > 0 || (await this.#pull()) ? this.take(count) : undefined;
  }

  /** A view of the next bytes, to be copied by who keeps it. Errors: `LAYER_INVALID` if there are fewer. */
  async take(count: number): Promise<Uint8Array> {
    const start = this.#offset;
    if (this.#left >= count) return this.#piece.subarray(start, (this.#offset = start + count));
    const joined = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      if (this.#left === 0 && !(await this.#pull())) throw cutOff();
      const part = this.#piece.subarray(this.#offset, this.#offset + count - filled);
      joined.set(part, filled);
      filled += part.length;
      this.#offset += part.length;
    }
    return joined;
  }

  /** A view of one to `maxCount` of the next bytes, as they come. Errors: `LAYER_INVALID` if there are none. */
  async takeSome(maxCount: number): Promise<Uint8Array> {
    if (this.#left === 0 && !(await this.#pull())) throw cutOff();
    return this.take(Math.min(this.#left, maxCount));
  }

  /** Errors: `LAYER_INVALID` if there are fewer. */
  async skip(count: number): Promise<void> {
    let remaining = count;
    while (remaining > this.#left) {
      remaining -= this.#left;
      if (!(await this.#pull())) throw cutOff();
    }
    this.#offset += remaining;
  }

  /** Reads to the end, so that whoever verifies the stream comes to its own end. */
  async drain(): Promise<void> {
    while (await this.#pull());
  }

  /** Lets the stream go, wherever it stands. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  get #left(): number {
    return this.#piece.length - this.#offset;
  }

  async #pull(): Promise<boolean> {
    const { done, value } = await this.#pieces.next();
    this.#offset = 0;
    this.#piece = done === true ? NOTHING : value;
    this.#pulledBytes += this.#piece.length;
    if (this.#pulledBytes > this.maxBytes)
      throw new OciError('CONTENT_TOO_LARGE', `Reading a layer: more than ${this.maxBytes} bytes`);
    // An empty piece is not the end.
    return done !== true && (this.#piece.length > 0 || this.#pull());
  }
}

function cutOff(): OciError {
  return new OciError('LAYER_INVALID', 'Reading a layer: it ends within a file or a header');
}
