import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BuildPlan } from '../../plan/index.js';
import type { ImageResult } from '../../pipeline/index.js';
import type { RunConsole } from './console.js';
import { githubOutputs, githubSummary } from './report/github.js';
import { toResultDocument } from './report/result-file.js';
import { formatSummary, proofWarnings } from './report/summary.js';

/** Tells what a run did: to the person, in the result file, and to GitHub Actions where it runs there. */
export async function publishReport(
  plan: BuildPlan,
  result: ImageResult,
  out: RunConsole,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const warning of proofWarnings(result)) out.warn(warning);
  for (const line of formatSummary(result)) out.line(line);
  await replaceFile(plan.resultFile, `${JSON.stringify(toResultDocument(plan, result), undefined, 2)}\n`);
  const { GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary } = env;
  if (outputs) await appendFile(outputs, `${githubOutputs(result).join('\n')}\n`);
  if (summary) await appendFile(summary, githubSummary(plan.projectName, result));
}

async function replaceFile(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, content);
  await rename(`${file}.${process.pid}`, file);
}
