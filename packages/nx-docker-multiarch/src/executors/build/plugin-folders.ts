import path from 'node:path';

/** Where Docker's client looks for plugins, in its order, after folders of its own choice in its config. */
export function pluginFolders(
  env: Readonly<Record<string, string | undefined>>,
  homeDirectory: string,
): readonly string[] {
  const config = env['DOCKER_CONFIG'] || path.join(homeDirectory, '.docker');
  const system = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'];
  return [path.join(config, 'cli-plugins'), ...system.map((folder) => `${folder}/docker/cli-plugins`)];
}
