import type { ExecutorContext, TaskGraph } from '@nx/devkit';

/** One of the tasks that Nx wants done together. */
export interface BatchTask {
  readonly id: string;
  readonly project: string;
  /** Of the task and of the command line together, as Nx hands them on. */
  readonly options: unknown;
  /** As for a task alone. */
  readonly context: ExecutorContext;
  /** The ids of tasks of the same batch that come first. */
  readonly dependsOn: readonly string[];
}

/** What Nx is told of a task. */
export interface TaskResult {
  readonly task: string;
  readonly result: {
    readonly success: boolean;
    /** Without it, Nx goes by `success`. */
    readonly status?: 'skipped';
    readonly terminalOutput: string;
    /** Milliseconds of Unix time. */
    readonly startTime: number;
    readonly endTime: number;
  };
}

/** A task that another one depends on: its id up to Nx 23, an object with it from 24 on. */
type Dependency = string | { readonly id: string };

/** The tasks of a graph, in its order. */
export function readTasks(
  { tasks, dependencies }: TaskGraph,
  inputs: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): readonly BatchTask[] {
  return Object.values(tasks).map(({ id, target: { project, target, configuration } }) => {
    const needed: readonly Dependency[] = dependencies[id] ?? [];
    const ids = needed.map((each) => (typeof each === 'string' ? each : each.id));
    return {
      id,
      project,
      options: inputs[id],
      context: {
        ...context,
        projectName: project,
        targetName: target,
        ...(configuration !== undefined && { configurationName: configuration }),
      },
      // What is not of this batch is done already.
      dependsOn: ids.filter((each) => each in tasks),
    };
  });
}
