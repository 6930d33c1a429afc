import { createRequire } from 'node:module';
import { addDependenciesToPackageJson, readJson, type GeneratorCallback, type Tree } from '@nx/devkit';

const PACKAGE = 'nx-docker-multiarch';

/** Puts this package into devDependencies unless it is in package.json, where `nx add` has put it. `install` fetches it. */
export function addDependency(tree: Tree): {
  readonly lines: readonly string[];
  readonly install: GeneratorCallback;
} {
  if (!tree.exists('package.json') || isDependency(readJson(tree, 'package.json')))
    return { lines: [], install: () => {} };
  const { version } = createRequire(__filename)(`${PACKAGE}/package.json`) as { readonly version: string };
  return {
    lines: [`package.json: added ${PACKAGE} ${version} to devDependencies`],
    install: addDependenciesToPackageJson(tree, {}, { [PACKAGE]: version }),
  };
}

function isDependency(packageJson: Readonly<Record<string, unknown>>): boolean {
  return ['dependencies', 'devDependencies'].some((kind) => Object.hasOwn(packageJson[kind] ?? {}, PACKAGE));
}
