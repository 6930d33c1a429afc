import type { BatchTask } from './batch-task.js';
import { buildService } from './build-service.js';
import { createConsole, joinConsoles, type ConsoleOptions, type RunConsole } from '../world/console.js';
import { tellFailure } from '../world/failure.js';
import type { ServiceOutcome } from './report/batch.js';
import type { Workshop } from './workshop.js';

/** What the tasks of a batch are done with. */
export interface TaskWorld extends Omit<ConsoleOptions, 'prefix'> {
  /** Milliseconds of Unix time. */
  now(): number;
  /** Whether the batch has other tasks. */
  readonly isOneOfSeveral: boolean;
}

/** How a task ended. */
export interface FinishedTask {
  readonly task: BatchTask;
  readonly outcome: ServiceOutcome;
  /** All of its own lines; of a task alone, not its progress. */
  readonly output: string;
  readonly startTime: number;
  readonly endTime: number;
}

/** Builds one task's service. Never rejects. */
export function buildTask(task: BatchTask, world: TaskWorld, workshop: Workshop): Promise<FinishedTask> {
  return finish(task, world, async (out) => {
    const image = await buildService(task.options, task.context, out, workshop);
    return { state: 'done', image };
  });
}

/** A task that nothing could be done for. */
export function failTask(task: BatchTask, world: TaskWorld, error: unknown): Promise<FinishedTask> {
  return finish(task, world, async () => {
    throw error;
  });
}

/** A task that is not begun because another one has no image. */
export function skipTask(task: BatchTask, missing: BatchTask, world: TaskWorld): Promise<FinishedTask> {
  return finish(task, world, async (out) => {
    out.error(`Not built: it depends on ${missing.id}, which was not built.`);
    return { state: 'skipped' };
  });
}

async function finish(
  task: BatchTask,
  world: TaskWorld,
  work: (out: RunConsole) => Promise<ServiceOutcome>,
): Promise<FinishedTask> {
  const startTime = world.now();
  const lines: string[] = [];
  const out = openConsole(task, world, (text) => lines.push(text));
  const outcome = await work(out).catch((error: unknown): ServiceOutcome => {
    tellFailure(out, error);
    return { state: 'failed' };
  });
  return { task, outcome, output: lines.join(''), startTime, endTime: world.now() };
}

/** A console whose lines are printed at once, and are kept for Nx. */
function openConsole(
  { project }: BatchTask,
  { isOneOfSeveral, ...places }: TaskWorld,
  keep: (text: string) => void,
): RunConsole {
  const live = createConsole({ ...places, prefix: isOneOfSeveral ? project : '' });
  const kept = createConsole({ ...places, prefix: '', stdout: { write: keep }, stderr: { write: keep } });
  // What Nx is given of a task alone, it prints below what was printed: each line once, then.
  return isOneOfSeveral ? joinConsoles([live, kept]) : { ...kept, progress: live.progress };
}
