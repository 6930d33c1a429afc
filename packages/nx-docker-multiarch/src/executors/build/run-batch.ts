import { ReadableStream } from 'node:stream/web';
import { settleAll } from '../../errors/index.js';
import type { BatchTask, TaskResult } from './batch-task.js';
import { buildTask, failTask, skipTask, type FinishedTask, type TaskWorld } from './build-task.js';
import { createConsole } from '../world/console.js';
import { createLimit } from './create-limit.js';
import { tellFailure } from '../world/failure.js';
import { formatBatch } from './report/batch.js';
import type { Workshop } from './workshop.js';

/** How many services are under way at once, most of them waiting for a registry. Their builds have a limit of their own. */
const SERVICES_AT_ONCE = 16;

/** The world around a batch. */
export interface BatchWorld extends Omit<TaskWorld, 'isOneOfSeveral'> {
  /** Does the work with a workshop for all services, which is cleared afterwards. `doing` begins its messages. */
  inWorkshop(doing: string, work: (workshop: Workshop) => Promise<void>): Promise<void>;
}

type Finish = (finished: FinishedTask) => void;

/**
 * Builds every task's service, each when those that it depends on are there, and gives the results as they come; before the
 * last one, a table of all is printed. Never fails: what goes wrong is told by the results.
 */
export function runBatch(tasks: readonly BatchTask[], world: BatchWorld): AsyncIterable<TaskResult> {
  return new ReadableStream<TaskResult>({
    async start(controller) {
      const ended = new Map<BatchTask, FinishedTask>();
      const finish: Finish = (one) => {
        ended.set(one.task, one);
        try {
          // Nx may be gone a moment after the last result.
          if (ended.size === tasks.length) printTable(tasks, ended, world);
        } finally {
          controller.enqueue(toResult(one));
        }
      };
      const taskWorld = { ...world, isOneOfSeveral: tasks.length > 1 };
      try {
        await world.inWorkshop(describeWork(tasks), (workshop) =>
          buildAll(tasks, taskWorld, workshop, finish),
        );
      } catch (error) {
        const left = tasks.filter((task) => !ended.has(task));
        for (const task of left) finish(await failTask(task, taskWorld, error));
        // Every service has ended: only the table or clearing up has failed.
        if (left.length === 0) tellFailure(createConsole({ ...world, prefix: '' }), error);
      }
      controller.close();
    },
  });
}

async function buildAll(
  tasks: readonly BatchTask[],
  world: TaskWorld,
  workshop: Workshop,
  finish: Finish,
): Promise<void> {
  const limit = createLimit(SERVICES_AT_ONCE);
  const begun = new Map<BatchTask, Promise<FinishedTask>>();
  const begin = (task: BatchTask): Promise<FinishedTask> => {
    const known = begun.get(task) ?? build(task);
    begun.set(task, known);
    return known;
  };
  const build = async (task: BatchTask): Promise<FinishedTask> => {
    const needed = await settleAll(tasks.filter(({ id }) => task.dependsOn.includes(id)).map(begin));
    const missing = needed.find(({ outcome }) => outcome.state !== 'done')?.task;
    const one = await (missing
      ? skipTask(task, missing, world)
      : limit(() => buildTask(task, world, workshop)));
    finish(one);
    return one;
  };
  await settleAll(tasks.map(begin));
}

function describeWork(tasks: readonly BatchTask[]): string {
  const [only] = tasks;
  return `Building ${tasks.length === 1 && only ? only.project : `${tasks.length} services`}`;
}

/** One service alone has said it all. */
function printTable(
  tasks: readonly BatchTask[],
  ended: ReadonlyMap<BatchTask, FinishedTask>,
  { stdout }: Pick<BatchWorld, 'stdout'>,
): void {
  if (tasks.length < 2) return;
  const rows = tasks.flatMap((task) => {
    const one = ended.get(task);
    return one
      ? [{ project: task.project, durationMs: one.endTime - one.startTime, outcome: one.outcome }]
      : [];
  });
  stdout.write(`\n${formatBatch(rows).join('\n')}\n`);
}

function toResult({ task, outcome: { state }, output, startTime, endTime }: FinishedTask): TaskResult {
  const result = { success: state === 'done', terminalOutput: output, startTime, endTime };
  return { task: task.id, result: state === 'skipped' ? { ...result, status: 'skipped' } : result };
}
