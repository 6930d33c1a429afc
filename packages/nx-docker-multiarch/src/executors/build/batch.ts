import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { readTasks, type TaskResult } from './batch-task.js';
import { runBatch } from './run-batch.js';
import { withWorkshop } from './workshop.js';

/**
 * The same for all projects of one run of Nx, in one process. Nx merges a task's options and those of the command line into
 * its inputs by itself. Never throws; gives each task's result once, as soon as it has one.
 */
export async function* batch(
  taskGraph: TaskGraph,
  inputs: Readonly<Record<string, unknown>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskResult> {
  const { stdout, stderr, env } = process;
  // Nx says so by the environment only.
  const isVerbose = env['NX_VERBOSE_LOGGING'] === 'true';
  const tasks = readTasks(taskGraph, inputs, { ...context, isVerbose });
  yield* runBatch(tasks, {
    stdout,
    stderr,
    env,
    now: Date.now,
    inWorkshop: (doing, work) => withWorkshop(doing, env, work),
  });
  // Nx keeps the channel to this process open; one that was asked to end would wait for Nx to kill it.
  process.channel?.unref();
}
