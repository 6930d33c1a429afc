import * as z from 'zod';
import { expressionProblems } from './check-expression.js';

/** For specs: what GitHub would refuse of a workflow, or silently not do. The document is the parsed YAML. */
export function workflowProblems(document: unknown): readonly string[] {
  const { success, data, error } = workflowSchema.safeParse(document);
  if (!success) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return Object.entries(data.jobs).flatMap(([name, job]) => [
    ...needsProblems(name, job, data.jobs),
    ...permissionProblems(name, job.permissions, data.permissions),
    ...jobProblems(name, job, data.env),
  ]);
}

const text = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const environment = z.record(z.string().regex(/^[A-Z_]+$/), scalar);
// https://docs.github.com/actions, "Permissions for the GITHUB_TOKEN": those that a build can have a use for.
const permissions = z.partialRecord(
  z.enum(['actions', 'contents', 'packages', 'id-token', 'attestations', 'pull-requests']),
  z.enum(['read', 'write', 'none']),
);
const stepKeys = {
  name: text.optional(),
  id: text.optional(),
  if: text.optional(),
  env: environment.optional(),
};
const action = text.regex(/^[\w-]+\/[\w.-]+(\/[\w.-]+)*@(v\d+|[0-9a-f]{40})$/, 'is not pinned');
const step = z.union([
  z.strictObject({ ...stepKeys, uses: action, with: z.record(z.string(), scalar).optional() }),
  z.strictObject({ ...stepKeys, run: text, shell: text.optional() }),
]);
const matrix = z.strictObject({ include: z.array(z.record(z.string(), scalar)).min(1) });
const job = z.strictObject({
  name: text.optional(),
  if: text.optional(),
  needs: z.union([text, z.array(text)]).optional(),
  strategy: z.strictObject({ 'fail-fast': z.boolean(), matrix }).optional(),
  'runs-on': text,
  permissions: permissions.optional(),
  env: environment.optional(),
  steps: z.array(step).min(1),
});
const workflowSchema = z.strictObject({
  name: text,
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(text).min(1) }),
    pull_request: z.null(),
    merge_group: z.null(),
  }),
  concurrency: z.strictObject({ group: text, 'cancel-in-progress': z.union([z.boolean(), text]) }),
  permissions,
  env: environment,
  jobs: z.record(z.string().regex(/^[A-Za-z_][\w-]*$/), job),
});

type Job = z.output<typeof job>;

function needsProblems(
  name: string,
  { needs = [] }: Job,
  jobs: Readonly<Record<string, Job>>,
): readonly string[] {
  const before = Object.keys(jobs).slice(0, Object.keys(jobs).indexOf(name));
  return [needs]
    .flat()
    .flatMap((other) => (before.includes(other) ? [] : [`${name}: needs no earlier job ${other}`]));
}

/** A job's permissions take the place of the workflow's: what is not named there is none. */
function permissionProblems(
  name: string,
  own: Job['permissions'],
  all: Job['permissions'],
): readonly string[] {
  const write = Object.entries(all ?? {}).filter(([, access]) => access === 'write');
  return [
    ...write.map(([scope]) => `every job may write ${scope}`),
    ...((own ?? all)?.contents === 'read' ? [] : [`${name}: can't check out`]),
  ];
}

function jobProblems(name: string, job: Job, env: Readonly<Record<string, unknown>>): readonly string[] {
  const matrixKeys = (job.strategy?.matrix.include ?? []).map((row) => Object.keys(row).sort());
  const known = {
    matrix: [...new Set(matrixKeys.flat())],
    env: [...Object.keys(env), ...Object.keys(job.env ?? {})],
  };
  const ids = job.steps.flatMap(({ id }) => id ?? []);
  return [
    ...(new Set(matrixKeys.map(String)).size > 1 ? [`${name}: rows of the matrix differ`] : []),
    ...(new Set(ids).size < ids.length ? [`${name}: two steps have one id`] : []),
    ...expressionProblems(job, known).map((problem) => `${name}: ${problem}`),
  ];
}
