import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseDockerfile, type Instruction } from '../../context/dockerfile/index.js';
import { findingsOf } from '../../lint/sample-lint-facts.js';
import { addDockerfile } from './add-dockerfile.js';
import { sampleTree } from './sample-project.js';
import { SAMPLES } from './sample-projects.js';

/** `GOLDEN=write npx jest golden` writes what the generator makes now: read the difference before you commit it. */
const REWRITE = process.env['GOLDEN'] === 'write';
const FOLDER = path.join(__dirname, 'golden');

function golden(file: string, actual: string): string {
  if (REWRITE) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path.join(FOLDER, file), actual);
  }
  return readFileSync(path.join(FOLDER, file), 'utf8');
}

/** A working directory is known to be there where a copy before it has made it. */
function looksAtBase(instruction: Instruction, position: number, all: readonly Instruction[]): boolean {
  const { kind } = instruction;
  if (kind === 'WORKDIR')
    return !all
      .slice(0, position)
      .some((each) => each.kind === 'COPY' && each.link && each.destination === `${instruction.path}/`);
  return kind === 'ADD' || (kind === 'COPY' && !instruction.link);
}

describe('the Dockerfile of', () => {
  it.each(Object.entries(SAMPLES))('%s', async (title, sample) => {
    const { name = 'api', root = `apps/${name}`, options } = sample;
    const tree = sampleTree(sample);
    await addDockerfile(tree, { project: name, ...options });
    const text = tree.read(path.posix.join(root, 'Dockerfile'), 'utf8') ?? '';
    const ignore = tree.read(path.posix.join(root, 'Dockerfile.dockerignore'), 'utf8') ?? '';
    expect(text).toBe(golden(`${title}.dockerfile`, text));
    expect(ignore).toBe(golden(`${title}.dockerignore`, ignore));
    expect(findingsOf(text)).toEqual([]);
    const { stages, globalArgs } = parseDockerfile(text, 'Dockerfile');
    const emulated = stages.filter(({ platform }) => platform !== '$BUILDPLATFORM');
    expect(emulated).toHaveLength(1);
    expect(emulated[0]).toBe(stages.at(-1));
    expect(emulated[0]?.instructions.filter(({ kind }) => kind === 'RUN')).toEqual([]);
    expect(globalArgs.flatMap(({ args }) => args.map((arg) => arg.name))).toEqual(
      text.includes('${REGISTRY}') ? ['REGISTRY'] : [],
    );
    const instructions = stages.flatMap((stage) => stage.instructions);
    // What the embedded engine makes, it makes without a look at the files of the base.
    if (!instructions.some(({ kind }) => kind === 'RUN'))
      expect(instructions.filter(looksAtBase).map(({ source }) => source)).toEqual([]);
  });
});
