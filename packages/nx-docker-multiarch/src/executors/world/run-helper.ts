import type { RunHelper } from '@nx-docker-multiarch/oci/http';
import { ProcessError, type Run } from '../../process/index.js';

/** Runs Docker's credential helpers. What one prints goes nowhere else, whether it succeeds or not. */
export function createRunHelper(run: Run): RunHelper {
  return async (program, input) => {
    const lines: string[] = [];
    const onLine = (line: string, from: 'stdout' | 'stderr'): unknown =>
      from === 'stdout' && lines.push(line);
    try {
      await run({ command: program, args: ['get'], input, onLine });
      return { stdout: lines.join('\n'), exitCode: 0 };
    } catch (error) {
      if (error instanceof ProcessError && error.exitCode !== undefined) {
        return { stdout: lines.join('\n'), exitCode: error.exitCode };
      }
      throw error;
    }
  };
}
