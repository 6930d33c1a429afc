const hasGroups = process.platform !== 'win32';

/** The spawn option that makes a child the leader of a process group of its own, where there are such groups. */
export const ownGroup = { detached: hasGroups };

const alive = new Set<number>();

/** Holds on to a child's group, so that it does not outlive this process, until the function it gives is called. */
export function holdGroup(pid: number): () => void {
  if (alive.size === 0) process.on('exit', killAll);
  alive.add(pid);
  return () => {
    alive.delete(pid);
    if (alive.size === 0) process.off('exit', killAll);
  };
}

/**
 * Asks a group to end, and kills what is left of it after `killAfterMs`. The function it gives is to be called when
 * the leader has ended: it kills what that left behind.
 */
export function endGroup(pid: number, killAfterMs: number): () => void {
  send(pid, 'SIGTERM');
  const timer = setTimeout(() => send(pid, 'SIGKILL'), killAfterMs);
  return () => {
    clearTimeout(timer);
    send(pid, 'SIGKILL');
  };
}

function killAll(): void {
  for (const pid of alive) send(pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(hasGroups ? -pid : pid, signal);
  } catch {
    // It has ended already.
  }
}
