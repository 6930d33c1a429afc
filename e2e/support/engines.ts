import { MISSING_ENGINES, type EngineName, type MissingEngines } from './detect-engines.js';

export { BUILDKIT_PROXY, nodeBinary, REGISTRY } from './detect-engines.js';

/**
 * A `describe` whose body runs only where each named engine is there. Elsewhere it registers one skipped test
 * whose title begins with `skipped:` and says why; `npm test` lists it, and under `CI=true` counts it as failed.
 */
export function describeWith(engines: readonly EngineName[], title: string, body: () => void): void {
  const missing = JSON.parse(process.env[MISSING_ENGINES] ?? '{}') as MissingEngines;
  const reasons = engines.flatMap((name) => missing[name] ?? []);
  if (reasons.length === 0) {
    describe(title, body);
  } else {
    describe(title, () => {
      it.skip(`skipped: ${reasons.join('; ')} (npm run engines starts what is missing)`, () => {});
    });
  }
}
