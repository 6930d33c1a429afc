import fc from 'fast-check';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { attempt } from '@nx-docker-multiarch/oci/testing';
import type { Dockerfile } from './dockerfile.js';
import { evaluateStage } from './evaluate-stage.js';
import { expandWord, expandWords } from './expand-word.js';
import { formatDockerfile } from './format-dockerfile.js';
import { parseDockerfile } from './parse-dockerfile.js';
import { planStages } from './plan-stages.js';
import { startScope } from './scope.js';

/** All of a Dockerfile but the lines it stands on, and the blanks of triggers. */
function meaningOf({ directives, escape, globalArgs, stages }: Dockerfile): unknown {
  const withoutPlace = (key: string, value: unknown): unknown => {
    if (key === 'line' || key === 'endLine') return undefined;
    if (key === 'trigger') return String(value).replace(/[\s\u0085]/g, '');
    return value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value;
  };
  return JSON.parse(JSON.stringify({ directives, escape, globalArgs, stages }, withoutPlace));
}

const word = fc.stringMatching(/^[ab$"'\\`{}:\-+#%/*?=<,[\]\u00a0\u0085\u2028\f\r]{0,8}$/);
const piece = fc.oneof(
  word,
  fc.constantFrom(
    ' ',
    '  ',
    '\t',
    '\\\n',
    '\\ \n',
    '`\n',
    '\n',
    '\r\n',
    '\n# c\n',
    ' "a b" ',
    '$A',
    '${A:-b}',
    '${A%%*b}',
    '${A//a/$0}',
  ),
  fc.constantFrom(
    '<<E',
    '<<-E',
    '<<"E"',
    '\nE\n',
    '\n\tE\n',
    '--from=a ',
    '--chown="a b" ',
    '--mount=type=cache,target=/ ',
    '--',
    '["a", "b"]',
    '[1]',
  ),
);
const keyword = fc.constantFrom(
  'FROM',
  'ARG',
  'ENV',
  'LABEL',
  'COPY',
  'ADD',
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'WORKDIR',
  'USER',
  'EXPOSE',
  'VOLUME',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'SHELL',
  'ONBUILD',
  'MAINTAINER',
  'ONBUILD COPY',
  'HEALTHCHECK CMD',
  'from',
);
const line = fc
  .tuple(keyword, fc.array(piece, { maxLength: 6 }))
  .map(([name, pieces]) => `${name} ${pieces.join('')}\n`);
const head = fc.constantFrom('', '\uFEFF', '# escape=`\n', '# syntax=a\n# escape=\\\n', 'ARG A=a\n');
const dockerfileText = fc
  .tuple(head, fc.array(line, { maxLength: 5 }))
  .map(([first, lines]) => `${first}FROM scratch AS a\n${lines.join('')}`);

describe('any text', () => {
  it('is a Dockerfile or an error, and formatting one keeps its meaning', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(dockerfileText, line), async (text) => {
        const dockerfile = await attempt(() => parseDockerfile(text, 'Dockerfile'));
        if (!dockerfile) return;
        read++;
        expect(meaningOf(parseDockerfile(formatDockerfile(dockerfile), 'Dockerfile'))).toEqual(
          meaningOf(dockerfile),
        );
      }),
    );
    expect(read).toBeGreaterThan(5);
  });

  it('can be planned and evaluated, or is an error', async () => {
    await fc.assert(
      fc.asyncProperty(
        dockerfileText,
        fc.dictionary(fc.constantFrom('A', 'TARGETARCH'), word),
        async (text, args) => {
          await attempt(() => {
            const plan = planStages(parseDockerfile(text, 'Dockerfile'), {
              platform: parsePlatform('linux/arm64'),
              buildPlatform: parsePlatform('linux/amd64'),
              buildArgs: new Map(Object.entries(args)),
              namedContexts: new Set(['a', 'b', text]),
            });
            for (const stage of plan.stages) evaluateStage(plan, stage, startScope(Object.keys(args)));
          });
        },
      ),
    );
  });

  it('expands, or is an error', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.option(text, { nil: undefined }), async (one, value) => {
        const options = { escape: '\\', place: { name: 'Dockerfile' } } as const;
        await attempt(() => expandWord(one, () => value, options));
        await attempt(() => expandWords(one, () => value, options));
      }),
    );
  });
});

describe('large input is read in good time', () => {
  it.each([
    ['blanks', `FROM scratch\n${`LABEL a=${' '.repeat(60_000)}\n`.repeat(15)}`],
    ['directive blanks', `#${' '.repeat(60_000)}a\nFROM scratch\n`],
    ['escapes', `FROM scratch\nLABEL a=${'\\'.repeat(60_000)}\n`],
    ['continuations', `FROM scratch\nRUN a${' \\\n'.repeat(100_000)}`],
    ['a digit each', `FROM scratch\nHEALTHCHECK --interval=${'1'.repeat(60_000)} CMD a\n`],
    ['nested arrays', `FROM scratch\nCMD ${'['.repeat(60_000)}\n`],
    ['heredocs', `FROM scratch\nRUN ${'<<a '.repeat(15_000)}\n${'a\n'.repeat(15_000)}`],
    ['quotes in a mount', `FROM scratch\nRUN --mount=${'\\"a\\",'.repeat(9_000)} a\n`],
    ['instructions', `FROM scratch\n${'ENV A=$A\n'.repeat(30_000)}`],
  ])('%s', async (_title, text) => {
    const start = performance.now();
    await attempt(() => parseDockerfile(text, 'Dockerfile'));
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});
