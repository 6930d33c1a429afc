import { isAbsolute, resolve } from 'node:path';
import type { BuildPlan } from './build-plan.js';
import type { BuildOptions } from './options/build-options.js';
import { outputName } from './output-name.js';
import { isWithin, resolvePath } from './paths.js';
import type { PlanFacts } from './plan-facts.js';
import { showValue, type Report } from './problems.js';
import { layoutFolder } from './sources.js';

/** The folder of the OCI layout; `undefined` if the image goes elsewhere and no folder was asked for. */
export function resolveOutputPath(
  options: BuildOptions,
  facts: PlanFacts,
  report: Report,
): string | undefined {
  if (options.outputPath === undefined && (options.push || options.load)) return undefined;
  const text = options.outputPath ?? `dist/images/${outputName(options, facts)}`;
  const path = resolvePath('outputPath', text, facts, report);
  if (facts.kindOf(path) === 'file') {
    const wayOut = 'Remove it, or name another folder.';
    report({ option: 'outputPath', value: showValue(text), what: `${path} is a file, not a folder`, wayOut });
  }
  return path;
}

/** The file that the result is written to. */
export function resolveResultFile(options: BuildOptions, facts: PlanFacts, report: Report): string {
  const text = options.resultFile ?? `dist/docker-multiarch/${outputName(options, facts)}.json`;
  const path = resolvePath('resultFile', text, facts, report);
  if (facts.kindOf(path) === 'directory') {
    const wayOut = 'Name a file in it, like result.json.';
    report({ option: 'resultFile', value: showValue(text), what: `${path} is a folder, not a file`, wayOut });
  }
  return path;
}

/** Notes a problem for each output that would replace something that is still needed. */
export function checkOutputs(plan: BuildPlan, facts: PlanFacts, report: Report): void {
  const { outputPath, resultFile, workspaceRoot } = plan;
  const inputs = inputsOf(plan);
  const kept = [
    { name: 'the workspace', path: workspaceRoot },
    { name: 'the project', path: resolve(workspaceRoot, facts.projectRoot) },
    ...inputs,
    { name: 'the result file', path: resultFile },
  ];
  const lost = kept.find(({ path }) => outputPath !== undefined && isWithin(outputPath, path));
  if (lost !== undefined) {
    const what = `is replaced as a whole, and holds ${lost.name} ${lost.path}`;
    const wayOut = 'Name a folder of its own, like dist/images/api.';
    report({ option: 'outputPath', value: showValue(outputPath), what, wayOut });
  }
  const overwritten = inputs.find(({ path }) => path === resultFile);
  if (overwritten !== undefined) {
    const what = `would overwrite ${overwritten.name}`;
    report({ option: 'resultFile', value: showValue(resultFile), what, wayOut: 'Name a file of its own.' });
  }
}

function inputsOf(plan: BuildPlan): readonly { readonly name: string; readonly path: string }[] {
  const contexts = Object.entries(plan.buildContexts);
  const keys = plan.ssh.flatMap(({ id, paths }) =>
    paths.map((path) => ({ name: `the key of ssh "${id}"`, path })),
  );
  return [
    { name: 'the build context', path: plan.context },
    { name: 'the Dockerfile', path: plan.dockerfile },
    ...contexts.map(([name, path]) => ({
      name: `the build context "${name}"`,
      path: layoutFolder(path) ?? path,
    })),
    ...plan.secrets.flatMap((secret) =>
      'file' in secret ? [{ name: `the secret "${secret.id}"`, path: secret.file }] : [],
    ),
    ...keys,
  ].filter(({ path }) => isAbsolute(path));
}
