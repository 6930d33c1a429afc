import type { BuildPlan } from '../../plan/index.js';
import { sampleJob } from '../../plan/sample-plan.js';
import { buildArgv, shownArgv } from './argv.js';
import type { BuildOutput } from './output.js';

const LAYOUT: BuildOutput = { kind: 'layout', directory: '/run/layout' };
const REPOSITORY = {
  kind: 'repository' as const,
  repository: 'localhost:5000/acme/greeter',
  isInsecure: false,
  metadataFile: '/run/metadata.json',
};

const argv = (changes: Partial<BuildPlan> = {}, output: BuildOutput = LAYOUT, platform?: string) =>
  buildArgv([sampleJob(platform, changes)], output);

describe('buildArgv', () => {
  it('builds one platform into a layout, without attestations, and says what it does in lines', () => {
    expect(argv()).toEqual([
      'build',
      '--progress=plain',
      '--platform',
      'linux/arm64',
      '--file',
      '/ws/greeter/Dockerfile',
      '--provenance=false',
      '--sbom=false',
      '--output',
      'type=oci,tar=false,dest=/run/layout',
      '/ws',
    ]);
  });

  it.each<[string, Partial<BuildPlan>, readonly string[]]>([
    ['a builder', { builder: 'farm' }, ['--builder', 'farm']],
    ['a stage', { target: 'runtime' }, ['--target', 'runtime']],
    [
      'build args',
      { buildArgs: { A: '1', B: 'x=y z', C: '' } },
      argsOf('--build-arg', 'A=1', 'B=x=y z', 'C='),
    ],
    ['a named context', { buildContexts: { lib: '/ws/lib' } }, ['--build-context', 'lib=/ws/lib']],
    ['labels', { labels: { a: '1', b: 'two, "three"' } }, argsOf('--label', 'a=1', 'b=two, "three"')],
    ['annotations', { annotations: { 'org.x/a': 'b' } }, ['--annotation', 'org.x/a=b']],
    ['a secret file', { secrets: [{ id: 't', file: '/s/t' }] }, ['--secret', 'id=t,src=/s/t']],
    [
      'a secret variable, by its name',
      { secrets: [{ id: 't', variable: 'TOKEN' }] },
      ['--secret', 'id=t,env=TOKEN'],
    ],
    [
      'a path with a comma',
      { secrets: [{ id: 't', file: '/s/a,"b"' }] },
      ['--secret', 'id=t,"src=/s/a,""b"""'],
    ],
    ['an ssh agent', { ssh: [{ id: 'default', paths: [] }] }, ['--ssh', 'default']],
    ['ssh keys', { ssh: [{ id: 'git', paths: ['/k/a', '/k/b'] }] }, ['--ssh', 'git=/k/a,/k/b']],
    ['a network', { network: 'none' }, ['--network', 'none']],
    ['added hosts', { addHosts: ['a:10.0.0.1', 'b:::1'] }, argsOf('--add-host', 'a:10.0.0.1', 'b:::1')],
    ['shared memory', { shmSize: '64m' }, ['--shm-size', '64m']],
    ['ulimits', { ulimits: ['nofile=1024:2048'] }, ['--ulimit', 'nofile=1024:2048']],
    ['entitlements', { allow: ['network.host', 'device'] }, argsOf('--allow', 'network.host', 'device')],
    ['no cache', { noCache: true }, ['--no-cache']],
    ['newer bases', { pull: true }, ['--pull']],
    ['little provenance', { provenance: 'min' }, ['--provenance=mode=min', '--sbom=false']],
    ['much provenance', { provenance: 'max' }, ['--provenance=mode=max', '--sbom=false']],
    ['an SBOM', { sbom: { generator: undefined } }, ['--provenance=false', '--attest', 'type=sbom']],
    ['an SBOM of a generator', { sbom: { generator: 'a/b:1' } }, ['--attest', 'type=sbom,generator=a/b:1']],
    [
      'a cache import',
      { cacheFrom: [{ type: 'gha' }] },
      ['--cache-from', 'type=gha,scope=buildkit-greeter-linux-arm64'],
    ],
    ['a cache export', { cacheTo: [{ type: 'inline' }] }, ['--cache-to', 'type=inline']],
    ['a remote context', { context: 'https://git.example/a.git#main' }, ['https://git.example/a.git#main']],
  ])('passes on %s', (_title, changes, expected) => {
    expect(joined(argv(changes))).toContain(joined(expected));
  });

  it('says nothing of an SBOM that is none where one is asked for', () => {
    expect(argv({ sbom: { generator: undefined } })).not.toContain('--sbom=false');
  });

  it.each([
    ['pushes by digest, in OCI media types', REPOSITORY, ''],
    ['speaks plain HTTP where it may', { ...REPOSITORY, isInsecure: true }, ',registry.insecure=true'],
  ])('%s', (_title, output, more) => {
    const attributes =
      'type=image,name=localhost:5000/acme/greeter,push-by-digest=true,name-canonical=true,push=true,store=false,oci-mediatypes=true';
    const expected = ['--output', `${attributes}${more}`, '--metadata-file', '/run/metadata.json', '/ws'];
    expect(argv({}, output).slice(-5)).toEqual(expected);
  });

  it('names a platform with its variant', () => {
    expect(argv({}, LAYOUT, 'linux/arm/v6')).toContain('linux/arm/v6');
  });
});

describe('shownArgv', () => {
  it('hides build args with the name of a secret, and nothing else', () => {
    const changes = { buildArgs: { NPM_TOKEN: 'hunter2', VERSION: '1' }, labels: { a: 'b' } };
    const jobs = [sampleJob('linux/amd64', changes), sampleJob('linux/arm64', changes)] as const;
    expect(shownArgv(jobs, LAYOUT)).toEqual(
      buildArgv(jobs, LAYOUT).map((word) => (word === 'NPM_TOKEN=hunter2' ? 'NPM_TOKEN=***' : word)),
    );
    expect(buildArgv(jobs, LAYOUT)).toContain('NPM_TOKEN=hunter2');
  });
});

function argsOf(name: string, ...values: readonly string[]): readonly string[] {
  return values.flatMap((value) => [name, value]);
}

/** One text, in which words stand side by side only if they do in the list. */
function joined(words: readonly string[]): string {
  return words.map((word) => `⟨${word}⟩`).join('');
}
