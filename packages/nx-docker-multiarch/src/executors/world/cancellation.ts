import { setMaxListeners } from 'node:events';
import { PluginError } from '../../errors/index.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that fires when the process is asked to end, or when the one that started it has ended: Nx 22
 * does not wait for its own signal to reach us. It is then up to `work` to come to its end.
 */
export async function withCancellation<T>(
  doing: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // Every request of every service listens to it: many are no leak.
  setMaxListeners(0, controller.signal);
  const stop = (name: NodeJS.Signals): void =>
    controller.abort(new PluginError('CANCELLED', `${doing}: stopped by ${name}`));
  const stopAlone = (): void => {
    ignoreLostListeners();
    controller.abort(new PluginError('CANCELLED', `${doing}: stopped, as Nx has ended`));
  };
  for (const name of SIGNALS) process.on(name, stop);
  process.on('disconnect', stopAlone);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
    process.off('disconnect', stopAlone);
  }
}

/** That nobody reads what we print, or hears of results, must not end this process before all is cleared away. */
function ignoreLostListeners(): void {
  const ways: readonly NodeJS.EventEmitter[] = [process, process.stdout, process.stderr];
  for (const way of ways) way.on('error', () => undefined);
}
