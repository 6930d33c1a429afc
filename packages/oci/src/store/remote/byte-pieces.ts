/** The same bytes without the first `count`. */
export async function* skipBytes(
  content: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array, void> {
  let rest = count;
  for await (const piece of content) {
    if (piece.length > rest) yield piece.subarray(rest);
    rest = Math.max(rest - piece.length, 0);
  }
}

/** The same bytes in pieces of `size`, the last of which may be smaller. It comes only after the end was reached. */
export async function* piecesOfSize(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const piece of content) {
    for (let start = 0; start < piece.length;) {
      if (heldBytes === size) {
        yield Buffer.concat(held, heldBytes);
        held = [];
        heldBytes = 0;
      }
      const part = piece.subarray(start, start + size - heldBytes);
      held.push(part);
      heldBytes += part.length;
      start += part.length;
    }
  }
  if (heldBytes > 0) yield Buffer.concat(held, heldBytes);
}

/** The same pieces; `count` is told how many bytes were taken, each time that more are asked for. */
export async function* countBytes(
  content: AsyncIterable<Uint8Array>,
  count: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const piece of content) {
    yield piece;
    bytes += piece.length;
    count?.(bytes);
  }
}
