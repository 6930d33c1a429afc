import * as z from 'zod';

/** For specs: what GitLab would refuse of a pipeline's file, or silently not do. The document is the parsed YAML. */
export function pipelineProblems(document: unknown): readonly string[] {
  const { success, data, error } = pipelineSchema.safeParse(document);
  if (!success) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return Object.entries(data)
    .filter(([name]) => !name.startsWith('.'))
    .flatMap(([name, job]) => jobProblems(job, data).map((problem) => `${name}: ${problem}`));
}

const text = z.string().min(1);
const script = z.array(text).min(1);
// One comparison or several; texts in either quotes, variables with a dollar.
const condition = z
  .string()
  .regex(/^\$\w+ (==|!=) ('[^']*'|"[^"]*"|\$\w+)( (&&|\|\|) \$\w+ (==|!=) ('[^']*'|"[^"]*"|\$\w+))*$/);
const job = z.strictObject({
  image: text.optional(),
  services: z.array(text).optional(),
  variables: z.record(z.string().regex(/^[A-Z_]+$/), text).optional(),
  before_script: script.optional(),
  extends: text.optional(),
  // Those that there are without a "stages".
  stage: z.enum(['build', 'test', 'deploy']).optional(),
  parallel: z.strictObject({ matrix: z.array(z.record(z.string(), text)).min(1).max(200) }).optional(),
  tags: z.array(text).optional(),
  interruptible: z.boolean().optional(),
  needs: z.array(text).optional(),
  resource_group: text.optional(),
  environment: text.optional(),
  rules: z
    .array(z.strictObject({ if: condition }))
    .min(1)
    .optional(),
  script: script.optional(),
});
const pipelineSchema = z.record(text, job);

type Job = z.output<typeof job>;

function jobProblems(
  { extends: base, script: commands, rules, needs = [], stage, tags = [], parallel }: Job,
  jobs: Readonly<Record<string, Job>>,
): readonly string[] {
  const variables = (parallel?.matrix ?? []).flatMap((row) => Object.keys(row));
  const stages = ['build', 'test', 'deploy'];
  return [
    ...(base === undefined || jobs[base] ? [] : [`extends no ${base}`]),
    ...(commands ? [] : ['has no script']),
    ...(rules ? [] : ['runs in every pipeline']),
    ...needs.flatMap((other) => (jobs[other] ? [] : [`needs no ${other}`])),
    ...needs.flatMap((other) =>
      stages.indexOf(jobs[other]?.stage ?? 'test') > stages.indexOf(stage ?? 'test')
        ? [`needs ${other} of a later stage`]
        : [],
    ),
    ...tags.flatMap((tag) =>
      tag.startsWith('$') && !variables.includes(tag.slice(1)) ? [`no variable ${tag}`] : [],
    ),
  ];
}
