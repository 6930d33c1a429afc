import { createIgnore } from '../../context/dockerignore/index.js';
import { addDockerfile } from './add-dockerfile.js';
import { sampleTree, type SampleProject } from './sample-project.js';
import { SAMPLES } from './sample-projects.js';

const sample = (name: string): SampleProject => SAMPLES[name] ?? { files: {} };
/** The workspace is the project, and its script leaves the build to Nx. */
const alone = (more: SampleProject['files']): SampleProject => ({
  root: '.',
  files: {
    'package.json': '{"main":"dist/main.js","scripts":{"build":"nx build"}}',
    'package-lock.json': '',
    ...more,
  },
});

async function ignoreOf(project: SampleProject): Promise<(path: string) => boolean> {
  const { name = 'api', root = `apps/${name}` } = project;
  const tree = sampleTree(project);
  await addDockerfile(tree, { project: name });
  const file = `${root}/Dockerfile.dockerignore`;
  const { ignores } = createIgnore(tree.read(file, 'utf8') ?? '', file);
  return (path) => ignores(root === '.' ? path : `${root}/${path}`);
}

describe('of a project, the image is not built again for', () => {
  it.each(['go', 'node-npm', 'node-npm-compiled', 'python-pip', 'static-alone'])(
    'a release or a tag: %s',
    async (name) => {
      const ignores = await ignoreOf(sample(name));
      expect(['CHANGELOG.md', 'project.json'].filter(ignores)).toEqual(['CHANGELOG.md', 'project.json']);
      expect(ignores('src/main.x')).toBe(false);
    },
  );

  it.each([
    ['a front end of the workspace', sample('static')],
    ['a front end that is the workspace', alone({ 'index.html': '', 'vite.config.js': '' })],
    ['a service that is the workspace', alone({})],
  ])('a release, but for what Nx reads where it runs: %s', async (_, project) => {
    const ignores = await ignoreOf(project);
    expect(['CHANGELOG.md', 'project.json'].filter(ignores)).toEqual(['CHANGELOG.md']);
  });

  it('tests and their settings, where nothing is compiled', async () => {
    const files = [
      'src/a.spec.js',
      'src/a.test.js',
      'jest.config.js',
      'vitest.config.js',
      'eslint.config.mjs',
    ];
    expect(files.filter(await ignoreOf(sample('node-npm')))).toEqual(files);
    expect(files.filter(await ignoreOf(sample('node-npm-compiled')))).toEqual(files.slice(0, 2));
  });
});
