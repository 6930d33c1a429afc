import { readNxJson, updateNxJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';
import { PluginError } from '../../errors/index.js';
import { findOptionProblems, TARGET_NAME, type PluginOptions } from '../../plugin/plugin-options.js';

const PLUGIN = 'nx-docker-multiarch';
const EXECUTOR = 'nx-docker-multiarch:build';

/** What nx.json becomes, or is, with a line that tells it. */
interface Step {
  readonly nxJson: NxJsonConfiguration;
  readonly line: string;
}

/**
 * Puts the plugin and the target's defaults into nx.json; what is there is kept. Gives the lines that tell it. Errors:
 * `OPTIONS_INVALID`.
 */
export function updateWorkspace(tree: Tree, options: PluginOptions): readonly string[] {
  const problems = findOptionProblems(options);
  if (problems.length > 0)
    throw new PluginError('OPTIONS_INVALID', `Reading the options of init: ${problems.join('; ')}`);
  const before = readNxJson(tree) ?? {};
  const registered = registerPlugin(before, options);
  const defaulted = addTargetDefaults(registered.nxJson);
  // Only then: writing it would also write what it extends, in another form.
  if (defaulted.nxJson !== before) updateNxJson(tree, defaulted.nxJson);
  return [registered.line, defaulted.line];
}

function registerPlugin(nxJson: NxJsonConfiguration, options: PluginOptions): Step {
  const found = findRegistration(nxJson);
  if (found === undefined) {
    const named = { ...options, targetName: options.targetName ?? TARGET_NAME };
    const plugins = [...(nxJson.plugins ?? []), { plugin: PLUGIN, options: named }];
    return { nxJson: { ...nxJson, plugins }, line: `nx.json: added the plugin ${PLUGIN}` };
  }
  const ignored = Object.entries(options).filter(
    ([name, value]) => value !== undefined && JSON.stringify(optionIn(found, name)) !== JSON.stringify(value),
  );
  const rest = ignored.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(', ');
  const hint = rest === '' ? '' : `; to change its options, write there ${rest}`;
  return { nxJson, line: `nx.json: kept the plugin ${PLUGIN} as it is${hint}` };
}

/**
 * Targets that a project writes itself, for a Dockerfile elsewhere, wait for its build too. By the target's name: a key of the
 * executor would hide from Nx whatever somebody writes for the name.
 */
function addTargetDefaults(nxJson: NxJsonConfiguration): Step {
  const name = String(optionIn(findRegistration(nxJson), 'targetName'));
  const { targetDefaults = {} } = nxJson;
  const key = [name, EXECUTOR].find((each) => Object.hasOwn(targetDefaults, each));
  if (key !== undefined) return { nxJson, line: `nx.json: kept the target defaults of ${key} as they are` };
  return {
    nxJson: { ...nxJson, targetDefaults: { ...targetDefaults, [name]: { dependsOn: ['build'] } } },
    line: `nx.json: added target defaults of ${name}: it depends on build`,
  };
}

type Registration = NonNullable<NxJsonConfiguration['plugins']>[number] | undefined;

function findRegistration({ plugins = [] }: NxJsonConfiguration): Registration {
  return plugins.find((each) => (typeof each === 'string' ? each : each.plugin) === PLUGIN);
}

/** What is said of an option, or holds without it. */
function optionIn(registration: Registration, name: string): unknown {
  const options = typeof registration === 'object' ? registration.options : undefined;
  const defaults: PluginOptions = { targetName: TARGET_NAME };
  return ({ ...defaults, ...(options as object | undefined) } as Readonly<Record<string, unknown>>)[name];
}
