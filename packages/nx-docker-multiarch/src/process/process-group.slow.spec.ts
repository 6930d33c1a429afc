import { transformSync } from '@swc/core';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.js';

const PARENT = `
const { spawn } = require('node:child_process');
const { holdGroup, ownGroup } = require('./process-group.js');
const held = spawn('sleep', ['60'], { ...ownGroup, stdio: 'ignore' });
const letGo = spawn('sleep', ['60'], { ...ownGroup, stdio: 'ignore' });
holdGroup(held.pid);
holdGroup(letGo.pid)();
console.log(held.pid + ' ' + letGo.pid);
process.exit(0);
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'process-group-'));
  const { code } = transformSync(await readFile(join(__dirname, 'process-group.ts'), 'utf8'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  await writeFile(join(directory, 'process-group.js'), code);
  await writeFile(join(directory, 'parent.js'), PARENT);
});
afterAll(() => rm(directory, { recursive: true }));

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 10) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(10);
  }
  return false;
}

describe('holdGroup', () => {
  it('ends what is still held when this process exits, and nothing else', async () => {
    const { stdout } = await run({ command: process.execPath, args: ['parent.js'], cwd: directory });
    const [held = 0, letGo = 0] = stdout.split(' ').map(Number);
    expect(await endsWithin(held, 2000)).toBe(true);
    expect(await endsWithin(letGo, 50)).toBe(false);
    process.kill(letGo);
  });
});
