import { logger, readJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import convert from './generator.js';

describe('nx g nx-docker-multiarch:convert', () => {
  it('converts the workspace, says so, and finds nothing left the second time', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const printed = jest.spyOn(logger, 'info').mockReturnValue();
    const target = { executor: '@nx-tools/nx-container:build', options: { push: true, network: 'mine' } };
    writeJson(tree, 'api/project.json', { name: 'api', targets: { container: target } });
    await convert(tree, { skipFormat: true });
    expect(readJson(tree, 'api/project.json')).toEqual({
      name: 'api',
      targets: { container: { executor: 'nx-docker-multiarch:build', options: { push: true } } },
    });
    expect(printed.mock.calls.flat().join('\n')).toMatch(/^ {2}api:container\n {4}network: mine$/m);
    printed.mockClear();
    await convert(tree, { skipFormat: true });
    expect(printed.mock.calls.flat()).toEqual(['Nothing of @nx-tools/nx-container is left to convert.']);
    printed.mockRestore();
  });
});
