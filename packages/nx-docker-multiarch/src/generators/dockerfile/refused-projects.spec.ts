import { addDockerfile } from './add-dockerfile.js';
import { sampleTree } from './sample-project.js';

const NODE = { 'apps/api/package.json': '{}', 'apps/api/main.js': '' };
const POETRY = { 'apps/api/pyproject.toml': '', 'apps/api/poetry.lock': '' };

describe('no Dockerfile is written for', () => {
  it.each([
    ['a package without a lock file', NODE, undefined, 'there is no lock file of npm, pnpm or Yarn'],
    ['one of Bun', { ...NODE, 'bun.lock': '' }, undefined, '--prebuilt'],
    ['a bundle without a lock file', { 'apps/api/webpack.config.js': '' }, undefined, 'no lock file'],
    ['Python without a list of packages', {}, 'python', 'Write them into apps/api/requirements.txt'],
    ['Next.js', { ...NODE, 'apps/api/next.config.mjs': '' }, undefined, "output: 'standalone'"],
    ['Poetry', POETRY, undefined, 'apps/api/poetry.lock can be read only by what has written it'],
    ['a lock file of PDM', { 'apps/api/pyproject.toml': '', 'pdm.lock': '' }, undefined, 'pdm.lock can be'],
  ] as const)('%s', async (_, files, language, text) => {
    const tree = sampleTree({ files });
    const error: unknown = await addDockerfile(tree, { project: 'api', language }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID' });
    expect((error as Error).message).toContain(text);
    expect(tree.exists('apps/api/Dockerfile')).toBe(false);
  });

  it('but for one that brings the list that pip reads', async () => {
    const files = { ...POETRY, 'apps/api/requirements.txt': '' };
    await addDockerfile(sampleTree({ files }), { project: 'api' });
  });
});
