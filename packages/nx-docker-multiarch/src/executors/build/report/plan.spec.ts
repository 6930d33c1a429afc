import { createBuildxEngine } from '../../../engines/index.js';
import type { BuildPlan } from '../../../plan/index.js';
import { samplePlan } from '../../../plan/sample-plan.js';
import { describePlan } from './plan.js';

const engine = createBuildxEngine({
  run: () => Promise.reject(new Error('a dry run runs nothing')),
  pluginFolders: [],
  secretValues: () => Promise.resolve([]),
});
const linesOf = (changes: Partial<BuildPlan>, mask = (line: string) => line): readonly string[] =>
  describePlan(samplePlan(changes), engine, 'as asked', mask);

describe('describePlan', () => {
  it('is a table of what a run would make of what, then its commands', () => {
    const [head, ...lines] = linesOf({ push: true, outputPath: '/ws/dist/images/greeter', load: true });
    expect(head).toBe('Dry run: nothing is built, nothing is pushed.');
    expect(lines.slice(0, -1)).toEqual([
      '',
      'engine       buildx (as asked)',
      'dockerfile   /ws/greeter/Dockerfile',
      'context      /ws',
      'platforms    linux/amd64, linux/arm64',
      'push         localhost:5000/acme/greeter:1.0.0',
      'OCI layout   /ws/dist/images/greeter',
      'load         into Docker',
      'result file  /ws/dist/docker-multiarch/greeter.json',
      '',
    ]);
    expect(lines.at(-1)).toMatch(/^docker buildx build .* \/ws$/);
  });

  it('shows a remote context without what may be secret in it', () => {
    const lines = linesOf({ context: 'https://x.test/a.tar.gz?code=hunter2' });
    expect(lines).toContain('context      https://x.test/a.tar.gz?…');
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  it('hides secret values wherever they stand', () => {
    const changes = { buildArgs: { A: 'hunter2' }, labels: { b: 'hunter2' }, target: 'hunter2' };
    const text = linesOf(changes, (line) => line.replaceAll('hunter2', '***')).join('\n');
    expect(text).toContain('--build-arg A=***');
    expect(text).not.toContain('hunter2');
  });
});
