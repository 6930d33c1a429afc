const { performance } = require('node:perf_hooks');
const { runChild } = require('../run-child.js');

/**
 * Runs every step, at most `atOnce` side by side, and reports each as it ends: a line with its time, and all it
 * printed if it failed. Resolves to the names of the failed ones.
 *
 * @param {readonly { name: string, commands: readonly (readonly string[])[] }[]} steps the commands of a step run in order
 * @param {{ atOnce: number, print: (text: string) => void }} options
 * @returns {Promise<string[]>}
 */
async function runSteps(steps, { atOnce, print }) {
  const waiting = [...steps];
  const failed = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const start = performance.now();
      const { status, output } = await runInOrder(step.commands);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      print(`${status === 0 ? 'ok    ' : 'FAILED'} ${seconds.padStart(5)} s  ${step.name}\n`);
      if (status !== 0) {
        failed.push(step.name);
        print(output.endsWith('\n') ? output : `${output}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}

async function runInOrder(commands) {
  let printed = '';
  for (const command of commands) {
    const { status, output } = await runChild(command);
    printed += output;
    if (status !== 0) return { status, output: printed };
  }
  return { status: 0, output: printed };
}

module.exports = { runSteps };
