import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BROKEN, BROKEN_WITH_TARGET, writeProjects } from './graph/projects.mjs';
import { formatSeconds, measureInTurn, median } from './measure.mjs';
import { createBenchWorkspace, run } from './workspace.mjs';

const COUNT = 500;
const ROUNDS = 15;
const MAX_MORE = 0.1;
const NX_JSON = { analytics: false, neverConnectToCloud: true };
const PLUGINS = [{ plugin: 'nx-docker-multiarch', options: { registry: 'ghcr.io/acme' } }];
/** Finds the same files, and infers nothing. */
const NOTHING = `module.exports = { createNodesV2: ['**/Dockerfile*', (files) => files.map((file) => [file, {}])] };\n`;
/** As in CI, and with a process a plugin, which is what Nx does unless told otherwise. */
const MODES = {
  'in one process': { NX_ISOLATE_PLUGINS: 'false' },
  'a process a plugin': { NX_ISOLATE_PLUGINS: 'true' },
};

/**
 * What the plugin adds to every Nx command: `nx show projects` of a workspace with many Dockerfiles, some of them broken, with
 * the plugin in nx.json and without, and with one that infers nothing, the graph made anew each time.
 */
export function graph() {
  const workspace = createBenchWorkspace();
  try {
    writeProjects(workspace.root, COUNT);
    // A package: of a file of the workspace, Nx first looks for the project that it is in.
    mkdirSync(path.join(workspace.root, 'node_modules/nothing'));
    writeFileSync(path.join(workspace.root, 'node_modules/nothing/index.js'), NOTHING);
    checkInferred(workspace.root);
    const times = Object.entries(MODES).map(([mode, env]) => [mode, measure(workspace.root, env)]);
    return report(Object.fromEntries(times));
  } finally {
    workspace.remove();
  }
}

function measure(root, env) {
  const command = (nxJson) => ({
    prepare: () => writeNxJson(root, nxJson),
    act: () => showProjects(root, env),
  });
  const commands = {
    without: command(NX_JSON),
    nothing: command({ ...NX_JSON, plugins: ['nothing'] }),
    with: command({ ...NX_JSON, plugins: PLUGINS }),
  };
  measureInTurn(2, commands);
  return measureInTurn(ROUNDS, commands);
}

function showProjects(root, env, ...args) {
  // Without a daemon, and without what an earlier command knew of the graph.
  const fresh = { ...env, NX_CACHE_PROJECT_GRAPH: 'false' };
  return run('node_modules/.bin/nx', ['show', 'projects', '--json', ...args], root, fresh);
}

/** A plugin that infers nothing costs nothing. */
function checkInferred(root) {
  writeNxJson(root, { ...NX_JSON, plugins: PLUGINS });
  const found = JSON.parse(showProjects(root, {}, '--with-target', 'docker-multiarch'));
  // greeter has the target anyway.
  const expected = COUNT + BROKEN_WITH_TARGET + 1;
  if (found.length !== expected) throw new Error(`${found.length} projects have the target, not ${expected}`);
}

function writeNxJson(root, nxJson) {
  writeFileSync(path.join(root, 'nx.json'), JSON.stringify(nxJson));
}

function report(times) {
  const more = (mode) => median(times[mode].with) / median(times[mode].without) - 1;
  const [ci, other] = Object.keys(MODES);
  const row = (mode) =>
    `| ${mode} | ${['without', 'nothing', 'with'].map((name) => formatSeconds(times[mode][name])).join(' | ')} | ${percent(more(mode))} |`;
  return {
    isWithinBounds: more(ci) < MAX_MORE,
    lines: [
      `\`nx show projects\` of ${COUNT} projects, each with a build, a test and a Dockerfile, and ${BROKEN} Dockerfiles that are broken, dangling links, or outside any project; the graph is made anew each time, without the daemon. Median (least–most) of ${ROUNDS}.`,
      '',
      '| plugins run | without a plugin | with one that infers nothing | with this one | more than without |',
      '| --- | --- | --- | --- | --- |',
      row(ci),
      row(other),
      '',
      `- In one process, as in CI (\`NX_ISOLATE_PLUGINS=false\`): **${percent(more(ci))}** more (bound ${percent(MAX_MORE)}).`,
    ],
  };
}

function percent(ratio) {
  return `${(ratio * 100).toFixed(1)} %`;
}
