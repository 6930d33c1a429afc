const { spawn } = require('node:child_process');
const path = require('node:path');

const workspace = path.resolve(__dirname, '..');

/**
 * Runs a program from the workspace's root. Resolves, always, to its exit status (1 for a signal or a program that is
 * not there) and all it printed; with `stdio: 'inherit'` it prints by itself.
 *
 * @param {readonly string[]} command a program installed in the workspace (`tsc`), or a path, and its arguments
 * @param {{ env?: Record<string, string>, stdio?: 'pipe' | 'inherit' }} [options]
 * @returns {Promise<{ status: number, output: string }>}
 */
function runChild([program, ...args], { env = {}, stdio = 'pipe' } = {}) {
  return new Promise((resolve) => {
    const installed = path.join(workspace, 'node_modules/.bin');
    const child = spawn(program, args, {
      cwd: workspace,
      env: { ...process.env, ...env, PATH: `${installed}${path.delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', stdio, stdio],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

module.exports = { runChild, workspace };
