import { getProjects, type Tree } from '@nx/devkit';
import { optionsInvalid, showValue, type Problem } from '../../plan/problems.js';
import { findOptionProblems } from '../../plugin/plugin-options.js';
import type { ServiceOptions } from './options.js';
import type { ServiceFacts, ServiceLanguage } from './service-language.js';
import { SERVICE_LANGUAGES } from './service-languages.js';

/** A service that is to be made, with every default. */
export interface NewService extends ServiceFacts {
  readonly languageName: string;
  readonly language: ServiceLanguage;
  /** Whether the project is there already, where the service would be. */
  readonly isThere: boolean;
}

const NAME = /^(?:@[A-Za-z0-9][\w.-]*\/)?[A-Za-z0-9](?:[\w.-]*[\w-])?$/;
const FOLDER = /^[\w@][\w@.-]*(?:\/[\w@][\w@.-]*)*$/;

/** The service that the options mean. Errors: `OPTIONS_INVALID`, with all problems at once. */
export function readNewService(tree: Tree, options: ServiceOptions): NewService {
  const { name, language: languageName, port = 8080 } = options;
  const root = (options.directory ?? `apps/${name.replace('@', '')}`).replace(/\/$/, '');
  const language = Object.hasOwn(SERVICE_LANGUAGES, languageName)
    ? SERVICE_LANGUAGES[languageName]
    : undefined;
  const takenRoot = getProjects(tree).get(name)?.root;
  const isThere = takenRoot === root;
  const problems = [
    ...checkName(name, isThere ? undefined : takenRoot),
    ...(language === undefined ? [unknownLanguage(languageName)] : []),
    ...(isThere ? [] : checkFolder(tree, options, root)),
    ...checkPort(port),
    ...checkRegistry(options.registry),
    ...(language?.imageOfBuild && options.builderBase !== undefined ? [noBuilder(options)] : []),
  ];
  if (language === undefined || problems.length > 0) throw optionsInvalid(name, problems, 'written');
  return { name, root, port, languageName, language, isThere };
}

function checkName(name: string, takenRoot: string | undefined): readonly Problem[] {
  const wrong = { option: 'name', value: showValue(name) };
  if (!NAME.test(name)) {
    const wayOut = 'Write it with letters, digits, "-", "_" and ".", like api or @acme/api.';
    return [{ ...wrong, what: 'is no name of a project', wayOut }];
  }
  if (takenRoot === undefined) return [];
  const wayOut = `Choose another one, or --directory=${takenRoot} if that is the service.`;
  return [{ ...wrong, what: `is the name of the project in ${takenRoot}`, wayOut }];
}

function unknownLanguage(name: string): Problem {
  const known = Object.keys(SERVICE_LANGUAGES).join(' or ');
  const wayOut = `Choose ${known}; the generator dockerfile knows more languages, for a project that is there.`;
  return { option: 'language', value: showValue(name), what: 'is not known here', wayOut };
}

function noBuilder({ language, builderBase }: ServiceOptions): Problem {
  const what = `is not needed for ${language}: its image is copied of what Nx has built`;
  return { option: 'builderBase', value: showValue(builderBase), what, wayOut: 'Leave it out.' };
}

function checkFolder(tree: Tree, { name, directory }: ServiceOptions, root: string): readonly Problem[] {
  // The folder that a wrong name gives is not another problem.
  if (directory === undefined && !NAME.test(name)) return [];
  const wrong = { option: 'directory', value: showValue(root) };
  if (!FOLDER.test(root)) {
    const wayOut = 'Write it relative to the workspace root and without blanks, like apps/api.';
    return [{ ...wrong, what: 'is no folder for a service', wayOut }];
  }
  if (tree.children(root).length === 0 && !tree.exists(root)) return [];
  const wayOut = 'Choose another folder, or empty this one.';
  return [{ ...wrong, what: 'is there already, and no project of that name', wayOut }];
}

function checkPort(port: number): readonly Problem[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return [];
  const wayOut = 'Choose one from 1 to 65535; below 1024 not every host lets a service listen.';
  return [{ option: 'port', value: showValue(port), what: 'is no port', wayOut }];
}

function checkRegistry(registry: string | undefined): readonly Problem[] {
  if (findOptionProblems({ registry }).length === 0) return [];
  const wayOut = 'Write it like ghcr.io/acme or localhost:5000, without https:// and without a tag.';
  return [{ option: 'registry', value: showValue(registry), what: 'is no registry with a path', wayOut }];
}
