import { readdirSync, readFileSync } from 'node:fs';

const INTERVAL_MS = 50;

/**
 * The most memory, in bytes, that any process in which Nx runs tasks of the workspace `root` ever had, while `act` is under
 * way. Asked from outside, as Nx ends the process of a batch with a signal. The kernel keeps the highest, so no moment is
 * missed but the last, and after its last task a process waits for Nx.
 */
export async function samplePeak(root, act) {
  let peak = 0;
  const sample = () => {
    for (const pid of readdirSync('/proc')) if (/^\d+$/.test(pid)) peak = Math.max(peak, peakOf(pid, root));
  };
  const timer = setInterval(sample, INTERVAL_MS);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  if (peak === 0) throw new Error('No process was seen in which Nx runs tasks.');
  return peak;
}

function peakOf(pid, root) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!command.includes(root) || !/run-(?:batch|executor)\.js/.test(command)) return 0;
    const [, kibibytes = '0'] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
