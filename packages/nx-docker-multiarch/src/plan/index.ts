export type { BuildJob, BuildPlan, CacheSpec, ProvenanceMode, Secret, SshSource } from './build-plan.js';
