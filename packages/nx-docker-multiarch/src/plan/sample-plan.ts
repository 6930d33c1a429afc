import { parsePlatform, parseReference } from '@nx-docker-multiarch/oci/model';
import type { BuildJob, BuildPlan, CachePlan } from './build-plan.js';

/** For tests: a plan of two platforms that asks for nothing special, and what is to be different of it. */
export function samplePlan(changes: Partial<BuildPlan> = {}): BuildPlan {
  return {
    ...{ projectName: 'greeter', workspaceRoot: '/ws' },
    engine: 'buildx',
    dockerfile: '/ws/greeter/Dockerfile',
    context: '/ws',
    platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')],
    references: [parseReference('localhost:5000/acme/greeter:1.0.0')],
    push: false,
    outputPath: undefined,
    load: false,
    index: 'auto',
    target: undefined,
    buildArgs: {},
    buildContexts: {},
    ...{ labels: {}, annotations: {}, labelTemplates: {}, annotationTemplates: {} },
    ...{ ociLabels: false, defaultLabels: [] },
    secrets: [],
    ssh: [],
    cacheFrom: [],
    cacheTo: [],
    ...{ cache: sampleCache(), noCache: false },
    pull: false,
    provenance: 'off',
    sbom: false,
    builder: undefined,
    addHosts: [],
    network: undefined,
    shmSize: undefined,
    ulimits: [],
    allow: [],
    insecureRegistries: [],
    ...{ mirrors: {}, caFiles: {} },
    resultFile: '/ws/dist/docker-multiarch/greeter.json',
    verbosity: 'normal',
    ...{ dryRun: false, explain: false },
    jobs: 2,
    ...changes,
  };
}

/** For tests: no cache, and what is to be different of it. */
export function sampleCache(changes: Partial<CachePlan> = {}): CachePlan {
  return {
    mode: 'off',
    read: true,
    write: true,
    repository: undefined,
    prefix: 'nxdm-',
    maxAgeMs: undefined,
    ...changes,
  };
}

/** For tests: one platform of `samplePlan`. */
export function sampleJob(platform = 'linux/arm64', changes: Partial<BuildPlan> = {}): BuildJob {
  return { plan: samplePlan(changes), platform: parsePlatform(platform), annotations: {} };
}
