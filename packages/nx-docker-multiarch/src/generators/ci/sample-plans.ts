import type { CiPlan } from './ci-plan.js';

/** For specs: a plan that asks for as little as can be. */
export const SAMPLE_PLAN: CiPlan = {
  branch: 'main',
  targets: ['docker-multiarch'],
  images: undefined,
  named: undefined,
  flags: [],
  nativeArm: false,
  otherPlatformsIn: [],
  packageManager: { name: 'npm', install: 'npm ci', exec: 'npx' },
  node: { version: '22' },
  needs: { builder: false, emulated: [] },
};

const PNPM = {
  name: 'pnpm',
  install: 'pnpm install --frozen-lockfile',
  exec: 'pnpm exec',
  fetchedBy: 'corepack',
} as const;

const BUN = {
  name: 'bun',
  install: 'bun install --frozen-lockfile',
  exec: 'bunx',
  fetchedBy: 'bun',
} as const;

/** For specs: plans by what is special of them. */
export const PLANS: readonly (readonly [string, CiPlan])[] = [
  ['nothing special', SAMPLE_PLAN],
  ['something that runs', { ...SAMPLE_PLAN, needs: { builder: true, emulated: [] } }],
  ['something that is emulated', { ...SAMPLE_PLAN, needs: { builder: true, emulated: ['arm64'] } }],
  ['native runners', { ...SAMPLE_PLAN, nativeArm: true, needs: { builder: true, emulated: ['arm64'] } }],
  ["GitHub's registry by name", { ...SAMPLE_PLAN, images: 'ghcr.io/acme' }],
  ['a registry of its own', { ...SAMPLE_PLAN, images: 'registry.example.com:5000/acme/images' }],
  ['a registry that a variable names', { ...SAMPLE_PLAN, images: '{env.REGISTRY}/acme' }],
  [
    'a registry that variables name, native runners with an emulator',
    {
      ...SAMPLE_PLAN,
      images: '{env.ACCOUNT}.dkr.ecr.{env.REGION}.amazonaws.com/acme',
      nativeArm: true,
      needs: { builder: true, emulated: ['arm64', 'arm'] },
    },
  ],
  ['Docker Hub, native runners', { ...SAMPLE_PLAN, images: 'acme', nativeArm: true }],
  ['Bun', { ...SAMPLE_PLAN, packageManager: BUN }],
  [
    'pnpm, and a file with the version of Node',
    { ...SAMPLE_PLAN, packageManager: PNPM, node: { file: '.nvmrc', version: '24.1.0' } },
  ],
  [
    'several images of a project',
    { ...SAMPLE_PLAN, targets: ['docker-multiarch', 'docker-multiarch-cron', 'container'], nativeArm: true },
  ],
  ['another branch and target', { ...SAMPLE_PLAN, branch: 'release/1.x', targets: ['image'] }],
];
