/**
 * The same bytes in blocks of `blockBytes`, the last one shorter. A block stays as it is while the next `blocksKept` are
 * given, and is overwritten by one after them: gigabytes need no more memory than these.
 */
export async function* joinBlocks(
  pieces: AsyncIterable<Uint8Array>,
  blockBytes: number,
  blocksKept: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ring: Buffer[] = [];
  let block: Buffer = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length;) {
      const room = blockBytes - filled;
      const part = start === 0 && piece.length <= room ? piece : piece.subarray(start, start + room);
      block.set(part, filled);
      start += part.length;
      filled += part.length;
      if (filled < blockBytes) continue;
      yield block;
      ring.push(block);
      block = (ring.length > blocksKept ? ring.shift() : undefined) ?? Buffer.allocUnsafeSlow(blockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
