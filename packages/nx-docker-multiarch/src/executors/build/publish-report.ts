import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { settleAll } from '../../errors/index.js';
import { outputName, type BuildPlan } from '../../plan/index.js';
import type { ImageResult } from '../../pipeline/index.js';
import type { RunConsole } from '../world/console.js';
import { onDisc } from '../world/on-disc.js';
import { githubOutputs, githubSummary } from './report/github.js';
import { toResultDocument } from './report/result-file.js';
import { formatDestinations, formatSummary, proofWarnings } from './report/summary.js';

/** Where a report goes besides the result file. */
export interface ReportPlaces {
  readonly out: RunConsole;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether other images are reported to the same places. */
  readonly isOneOfSeveral: boolean;
}

/** Makes the folder of the result file, so that a run that can't report does not begin. Errors: `DISC_FAILED`. */
export async function prepareReport({ resultFile }: BuildPlan): Promise<void> {
  const folder = path.dirname(resultFile);
  await onDisc(`Making the folder of result file ${resultFile}`, 'Name another file with resultFile.', () =>
    mkdir(folder, { recursive: true }),
  );
}

/**
 * Tells what a run did: to the person, in the result file, and to GitHub Actions where it runs there. What can't be
 * written does not keep the rest from it. Errors: `DISC_FAILED`, which says that the image is there all the same.
 */
export async function publishReport(
  plan: BuildPlan,
  result: ImageResult,
  { out, env, isOneOfSeveral }: ReportPlaces,
): Promise<void> {
  for (const warning of proofWarnings(result)) out.warn(warning);
  const lines = plan.verbosity === 'quiet' ? formatDestinations(result) : formatSummary(result);
  for (const line of lines) out.line(line);
  const { GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary } = env;
  // Nobody can know beforehand how many projects a change affects: the long names are always there.
  const prefixes = [`${outputName(plan, plan).replace('+', '-')}-`, ...(isOneOfSeveral ? [] : [''])];
  const reports: readonly Report[] = [
    {
      what: 'result file',
      file: plan.resultFile,
      write: replaceFile,
      text: `${JSON.stringify(toResultDocument(plan, result), undefined, 2)}\n`,
    },
    {
      what: "GitHub's outputs to",
      file: outputs,
      write: appendFile,
      text: prefixes.flatMap((prefix) => githubOutputs(result, prefix)).join('\n') + '\n',
    },
    {
      what: "GitHub's summary to",
      file: summary,
      write: appendFile,
      text: githubSummary(plan.projectName, result),
    },
  ];
  await settleAll(reports.map((report) => writeReport(report, afterwards(result))));
}

interface Report {
  readonly what: string;
  /** Nothing is written without one. */
  readonly file: string | undefined;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly text: string;
}

async function writeReport({ what, file, write, text }: Report, hint: string): Promise<void> {
  if (file) await onDisc(`Writing ${what} ${file}`, hint, () => write(file, text));
}

function afterwards({ root, tags }: ImageResult): string {
  const done = tags.length > 0 ? 'The push succeeded: every tag points to' : 'The image is finished:';
  return `${done} ${root.digest}. Mend what the message names, and run it again for the report.`;
}

/** How many files have been begun: two targets of a project may write the same one at once. */
let begun = 0;

async function replaceFile(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}-${++begun}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
