import { updateNxJson, type NxJsonConfiguration } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { hostOf, planCi } from './ci-plan.js';

function planOf(files: Readonly<Record<string, string>>, nxJson: NxJsonConfiguration = {}, options = {}) {
  const tree = createTreeWithEmptyWorkspace();
  updateNxJson(tree, nxJson);
  for (const [path, text] of Object.entries(files)) tree.write(path, text);
  return planCi(tree, { provider: 'github', ...options });
}

describe('what a workspace says of its CI', () => {
  it.each([
    ['nothing', {}, 'npm ci', 'npx', false],
    ['package-lock.json', { 'package-lock.json': '{}' }, 'npm ci', 'npx', false],
    ['pnpm-lock.yaml', { 'pnpm-lock.yaml': '' }, 'pnpm install --frozen-lockfile', 'pnpm exec', true],
    ['yarn.lock', { 'yarn.lock': '' }, 'yarn install --frozen-lockfile', 'yarn', false],
    ['yarn.lock of Yarn 2', { 'yarn.lock': '', '.yarnrc.yml': '' }, 'yarn install --immutable', 'yarn', true],
  ])('%s: a package manager', (_, files, install, exec, needsCorepack) => {
    expect(planOf(files).packageManager).toMatchObject({ install, exec, needsCorepack });
  });

  it('says so if npm has no lock file', () => {
    expect(planOf({}).packageManager.missingLockFile).toBe('package-lock.json');
    expect(planOf({ 'package-lock.json': '{}' }).packageManager.missingLockFile).toBeUndefined();
  });

  it.each([
    ['nothing', {}, { version: '22' }],
    ['.nvmrc', { '.nvmrc': 'v24.1.0\n' }, { file: '.nvmrc', version: '24.1.0' }],
    ['.node-version', { '.node-version': '20' }, { file: '.node-version', version: '20' }],
    ['a name', { '.nvmrc': 'lts/*' }, { version: '22' }],
  ])('%s: a version of Node', (_, files, node) => {
    expect(planOf(files).node).toEqual(node);
  });

  it('takes names from the plugin in nx.json, unless the options say otherwise', () => {
    const plugins = [
      'other',
      { plugin: 'nx-docker-multiarch', options: { registry: 'ghcr.io/acme', targetName: 'image' } },
    ];
    const nxJson = { defaultBase: 'origin/trunk', plugins };
    expect(planOf({}, nxJson)).toMatchObject({
      branch: 'trunk',
      images: 'ghcr.io/acme',
      targetName: 'image',
    });
    expect(planOf({}, nxJson, { branch: 'next', registry: 'quay.io/acme' })).toMatchObject({
      branch: 'next',
      images: 'quay.io/acme',
    });
    expect(planOf({})).toMatchObject({
      isNamed: false,
      branch: 'main',
      images: undefined,
      targetName: 'docker-multiarch',
    });
  });

  it.each([
    ['ghcr.io/acme', 'ghcr.io'],
    ['localhost:5000/acme', 'localhost:5000'],
    ['localhost', 'localhost'],
    ['acme', 'docker.io'],
    ['acme/team', 'docker.io'],
  ])('%s is on %s', (images, host) => {
    expect(hostOf(images)).toBe(host);
  });
});
