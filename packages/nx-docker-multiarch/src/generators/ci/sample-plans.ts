import type { CiPlan } from './ci-plan.js';

/** For specs: a plan that asks for as little as can be. */
export const SAMPLE_PLAN: CiPlan = {
  branch: 'main',
  targetName: 'docker-multiarch',
  suffixes: [],
  images: undefined,
  isNamed: true,
  nativeArm: false,
  packageManager: { name: 'npm', install: 'npm ci', exec: 'npx', needsCorepack: false },
  node: { version: '22' },
  needs: { builder: false, emulator: false },
};

const PNPM = {
  name: 'pnpm',
  install: 'pnpm install --frozen-lockfile',
  exec: 'pnpm exec',
  needsCorepack: true,
} as const;

/** For specs: plans by what is special of them. */
export const PLANS: readonly (readonly [string, CiPlan])[] = [
  ['nothing special', SAMPLE_PLAN],
  ['something that runs', { ...SAMPLE_PLAN, needs: { builder: true, emulator: false } }],
  ['something that is emulated', { ...SAMPLE_PLAN, needs: { builder: true, emulator: true } }],
  ['native runners', { ...SAMPLE_PLAN, nativeArm: true, needs: { builder: true, emulator: true } }],
  ["GitHub's registry by name", { ...SAMPLE_PLAN, images: 'ghcr.io/acme' }],
  ['a registry of its own', { ...SAMPLE_PLAN, images: 'registry.example.com:5000/acme/images' }],
  ['Docker Hub, native runners', { ...SAMPLE_PLAN, images: 'acme', nativeArm: true }],
  [
    'pnpm, and a file with the version of Node',
    { ...SAMPLE_PLAN, packageManager: PNPM, node: { file: '.nvmrc', version: '24.1.0' } },
  ],
  ['several images of a project', { ...SAMPLE_PLAN, suffixes: ['cron', 'worker'], nativeArm: true }],
  ['another branch and target', { ...SAMPLE_PLAN, branch: 'release/1.x', targetName: 'image' }],
];
