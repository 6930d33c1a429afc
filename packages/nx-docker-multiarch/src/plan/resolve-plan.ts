import { parseReference } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan, ProvenanceMode } from './build-plan.js';
import { resolveCache } from './cache-plan.js';
import { resolveCacheSpecs } from './cache-specs.js';
import { checkExclusions } from './exclusions.js';
import { defaultLabels, hasDefaultLabels } from './oci-labels.js';
import type { BuildOptions } from './options/build-options.js';
import { checkOutputs, resolveOutputPath, resolveResultFile } from './outputs.js';
import type { PlanFacts } from './plan-facts.js';
import { resolvePlatforms } from './platforms.js';
import { optionsInvalid, reasonOf, showValue, type Problem, type Report } from './problems.js';
import { readOptions } from './read-options.js';
import { localReference, resolveReferences } from './references.js';
import { resolveCaFiles, resolveMirrors } from './registries.js';
import { resolveSecrets } from './secrets.js';
import { resolveBuildContexts, resolveContext, resolveDockerfile } from './sources.js';
import { resolveSsh } from './ssh.js';
import { resolveTexts } from './texts.js';
import { resolveVerbatim, toAddHost } from './verbatim.js';

const MAX_DEFAULT_JOBS = 4;

/**
 * All of a run from the options as Nx hands them over. The only place that knows defaults.
 * Errors: `OPTIONS_INVALID`, with every problem of shape, of meaning and of the disc at once.
 */
export function resolvePlan(rawOptions: unknown, facts: PlanFacts): BuildPlan {
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const read = readOptions(rawOptions, report);
  const { options } = read;
  checkExclusions(read, facts, report);
  const outputs = {
    push: options.push ?? false,
    load: options.load ?? false,
    outputPath: resolveOutputPath(options, facts, report),
  };
  const plan: BuildPlan = {
    ...outputs,
    projectName: facts.projectName,
    workspaceRoot: facts.workspaceRoot,
    engine: options.engine ?? 'auto',
    ...resolveImage(options, facts, report),
    ...resolveSources(options, facts, report),
    ...resolveBuilder(options, facts, report),
    cache: resolveCache(options.cache, outputs, facts, report),
    resultFile: resolveResultFile(options, facts, report),
    insecureRegistries: resolveVerbatim('insecureRegistries', options.insecureRegistries, report),
    mirrors: resolveMirrors(options.mirrors, report),
    caFiles: resolveCaFiles(options.caFiles, facts, report),
    verbosity: facts.isVerbose ? 'verbose' : options.quiet ? 'quiet' : 'normal',
    dryRun: options.dryRun ?? false,
    explain: options.explain ?? false,
  };
  checkOutputs(plan, facts, report);
  if (problems.length > 0) throw optionsInvalid(facts.projectName, problems);
  return plan;
}

function resolveImage(options: BuildOptions, facts: PlanFacts, report: Report) {
  const references = resolveReferences(options.tags, facts, report);
  const labels = resolveTexts('labels', options.labels, facts, report);
  const annotations = resolveTexts('annotations', options.annotations, facts, report);
  const own = hasDefaultLabels(options) ? defaultLabels(facts) : undefined;
  return {
    references: references.length === 0 && options.load ? [localReference(options, facts)] : references,
    labels: { ...own?.values, ...labels.values },
    labelTemplates: { ...own?.templates, ...labels.templates },
    annotations: annotations.values,
    annotationTemplates: annotations.templates,
    ociLabels: own !== undefined,
    defaultLabels: Object.keys(own?.values ?? {}).filter((name) => !Object.hasOwn(labels.values, name)),
    index: options.index ?? 'auto',
    provenance: provenanceMode(options.provenance),
    sbom: resolveSbom(options.sbom, report),
  } as const;
}

function resolveSources(options: BuildOptions, facts: PlanFacts, report: Report) {
  return {
    dockerfile: resolveDockerfile(options.dockerfile, facts, report),
    context: resolveContext(options.context, facts, report),
    target: nonEmpty(options.target),
    buildArgs: resolveTexts('buildArgs', options.buildArgs, facts, report).values,
    buildContexts: resolveBuildContexts(options.buildContexts, facts, report),
    secrets: resolveSecrets(options.secrets, facts, report),
    ssh: resolveSsh(options.ssh, facts, report),
    pull: options.pull ?? false,
  } as const;
}

function resolveBuilder(options: BuildOptions, facts: PlanFacts, report: Report) {
  const platforms = resolvePlatforms(options.platforms, report);
  const [shmSize] = resolveVerbatim('shmSize', nonEmpty(options.shmSize), report);
  return {
    platforms,
    builder: nonEmpty(options.builder),
    noCache: options.cache === false,
    cacheFrom: resolveCacheSpecs('cacheFrom', options.cacheFrom, facts, report),
    cacheTo: resolveCacheSpecs('cacheTo', options.cacheTo, facts, report),
    addHosts: resolveVerbatim('addHosts', options.addHosts, report).map(toAddHost),
    network: options.network,
    shmSize,
    ulimits: resolveVerbatim('ulimits', options.ulimits, report),
    allow: resolveVerbatim('allow', options.allow, report),
    jobs: options.jobs ?? Math.min(platforms.length, MAX_DEFAULT_JOBS),
  } as const;
}

function provenanceMode(option: BuildOptions['provenance']): ProvenanceMode {
  return option === true ? 'min' : option || 'off';
}

function resolveSbom(option: BuildOptions['sbom'], report: Report): BuildPlan['sbom'] {
  if (option === undefined || option === false) return false;
  if (option === true) return { generator: undefined };
  const generator = typeof option === 'string' ? option : option.generator;
  try {
    parseReference(generator);
  } catch (error) {
    const wayOut = 'Name an image, like docker/buildkit-syft-scanner:stable-1, or write true.';
    report({ option: 'sbom', value: showValue(generator), what: reasonOf(error), wayOut });
  }
  return { generator };
}

/** A variable that is not set makes `--builder=$BUILDER` an empty text: as if it were not given. */
function nonEmpty(text: string | number | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : String(text);
}
