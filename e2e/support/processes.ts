import { readFile, readdir } from 'node:fs/promises';

/** The command lines of all processes on this machine, arguments joined by blanks. */
async function commandLines(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.map((line) => line.replaceAll('\0', ' ').trim()).filter((line) => line !== '');
}

/** The command lines that name `text`, once those that are about to end have had a second to do so. */
export async function processesNaming(text: string): Promise<readonly string[]> {
  for (let round = 0; round < 20; round++) {
    const found = (await commandLines()).filter((line) => line.includes(text));
    if (found.length === 0) return [];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return (await commandLines()).filter((line) => line.includes(text));
}

/** Adds to `seen` every command line on this machine that a look every 200 ms catches while `work` lasts. */
export async function whileWatching<T>(seen: string[], work: () => Promise<T>): Promise<T> {
  const known = new Set<string>();
  const look = async (): Promise<void> => {
    for (const line of await commandLines()) known.add(line);
  };
  const timer = setInterval(() => void look(), 200);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await look();
    seen.push(...known);
  }
}
