import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { attempt, type CommandResult } from './command.js';

type Environment = Readonly<Record<string, string>>;

interface GithubStep {
  readonly run?: string;
  readonly env?: Environment;
}
interface GithubWorkflow {
  readonly env: Environment;
  readonly jobs: Readonly<
    Record<string, { readonly if: string; readonly env?: Environment; readonly steps: readonly GithubStep[] }>
  >;
}
interface GitlabJob {
  readonly variables?: Environment;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

/** A job to run here: the file that holds it, its name, and what its CI would put into the environment. */
export interface CiJob {
  readonly file: string;
  readonly job: string;
  readonly cwd: string;
  readonly env: Environment;
}

// They would change the machine, or need what is not published.
const SET_UP = /^(npm ci|apk add .*)$/;

/**
 * Runs the `run` steps of a GitHub job as its runner would, each in a shell of its own, until one fails. Actions and the
 * installation of packages are left out; what expressions would give has to be in `env`. The job must be one for the event
 * in `GITHUB_EVENT_NAME`.
 */
export async function runGithubJob({ file, job: name, cwd, env }: CiJob): Promise<CommandResult> {
  const workflow = parse(await readFile(file, 'utf8')) as GithubWorkflow;
  const job = workflow.jobs[name];
  const isPush = env['GITHUB_EVENT_NAME'] === 'push';
  if (job?.if !== `github.event_name ${isPush ? '==' : '!='} 'push'`)
    throw new Error(`${name} would not run`);
  const environmentFile = path.join(tmpdir(), `nxdm-github-env-${randomUUID()}`);
  await writeFile(environmentFile, '');
  let result: CommandResult = { exitCode: 0, stdout: '', output: '' };
  for (const { run, env: ofStep } of job.steps) {
    if (run === undefined || SET_UP.test(run.trim())) continue;
    const set = readEnvironment(await readFile(environmentFile, 'utf8'));
    const all = { ...workflow.env, ...job.env, ...ofStep, ...env, ...set, GITHUB_ENV: environmentFile };
    const { exitCode, stdout, output } = await attempt('bash', ['-e', '-c', run], { cwd, env: all });
    result = { exitCode, stdout: result.stdout + stdout, output: result.output + output };
    if (exitCode !== 0) break;
  }
  return result;
}

/** Runs the scripts of a GitLab job as one, in a plain POSIX shell, without the installation of packages. */
export async function runGitlabJob({ file, job: name, cwd, env }: CiJob): Promise<CommandResult> {
  const jobs = parse(await readFile(file, 'utf8')) as Readonly<Record<string, GitlabJob>>;
  const { variables = {}, before_script: before = [] } = jobs['.images'] ?? {};
  const lines = [...before, ...(jobs[name]?.script ?? [])].filter((line) => !SET_UP.test(line.trim()));
  const expanded = Object.entries(variables).map(([key, value]) => [key, expand(value, env)]);
  const variablesOfAll = Object.fromEntries(expanded) as Record<string, string>;
  return attempt('sh', ['-e', '-c', lines.join('\n')], {
    cwd,
    env: { ...variablesOfAll, ...(env as Record<string, string>) },
  });
}

function readEnvironment(text: string): Environment {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );
}

function expand(value: string, env: Environment): string {
  return value.replace(/\$(\w+)/g, (_, name: string) => env[name] ?? '');
}
