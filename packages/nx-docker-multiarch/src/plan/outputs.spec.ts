import { resolvePlan } from './resolve-plan.js';
import { sampleFacts } from './sample-facts.js';

describe('outputs that would replace what is still needed are refused', () => {
  it.each<[string, object, string]>([
    ['a layout over a file', { outputPath: '.npmrc' }, '/ws/.npmrc is a file, not a folder'],
    ['a result over a folder', { resultFile: 'dist/api' }, '/ws/dist/api is a folder, not a file'],
    ['a result over the Dockerfile', { resultFile: 'apps/api/Dockerfile' }, 'would overwrite the Dockerfile'],
    ['a layout over the workspace', { outputPath: '' }, 'holds the workspace /ws'],
    ['a layout over its parent', { outputPath: '..' }, 'holds the workspace /ws'],
    ['a layout over the project', { outputPath: 'apps' }, 'holds the project /ws/apps/api'],
    [
      'a layout over the context',
      { outputPath: 'dist', context: 'dist/api' },
      'holds the build context /ws/dist/api',
    ],
    [
      'a layout over a named context',
      { outputPath: 'dist', buildContexts: 'a=dist/api' },
      'holds the build context "a"',
    ],
    [
      'a layout over the layout it is built from',
      { outputPath: 'out', buildContexts: 'base=oci-layout://out' },
      'holds the build context "base" /ws/out',
    ],
    [
      'a layout over one that is named by tag and digest',
      { outputPath: 'out', buildContexts: `base=oci-layout://out/base:1.0@sha256:${'0'.repeat(64)}` },
      'holds the build context "base" /ws/out/base',
    ],
    [
      'a layout over a secret',
      { outputPath: 'keys', secrets: 'id=a,src=keys/deploy' },
      'holds the secret "a"',
    ],
    ['a layout over an SSH key', { outputPath: 'keys', ssh: 'a=keys/deploy' }, 'holds the key of ssh "a"'],
    ['a layout over the result', { outputPath: 'out', resultFile: 'out/x.json' }, 'holds the result file'],
  ])('%s', (_title, options, what) => {
    expect(() => resolvePlan(options, sampleFacts())).toThrow(/: 1 problem,/);
    expect(() => resolvePlan(options, sampleFacts())).toThrow(what);
  });
});

it.each<[string, object]>([
  ['a layout in the context, as by default', { outputPath: 'dist/images/x' }],
  ['a layout beside a remote context', { outputPath: 'out', context: 'https://x.test/a.git' }],
  ['a layout beside the result', { outputPath: 'out/image', resultFile: 'out/result.json' }],
  ['a layout beside another', { outputPath: 'out', buildContexts: 'base=oci-layout://outer:1' }],
  ['a layout that is there already', { outputPath: 'dist/api' }],
])('%s is taken', (_title, options) => {
  expect(resolvePlan(options, sampleFacts())).toMatchObject({ push: false });
});
