import fc from 'fast-check';
import { CodedError } from '../../errors/index.js';
import { parsePlatform } from '@nx-docker-multiarch/oci/model';
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

/** The result, or `undefined` for an error that a user can act on. Anything else is a bug. */
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
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
  it('is a Dockerfile or an error, and formatting one keeps its meaning', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(dockerfileText, line), (text) => {
        const dockerfile = attempt(() => parseDockerfile(text, 'Dockerfile'));
        if (!dockerfile) return;
        read++;
        expect(meaningOf(parseDockerfile(formatDockerfile(dockerfile), 'Dockerfile'))).toEqual(
          meaningOf(dockerfile),
        );
      }),
      { numRuns: 500 },
    );
    expect(read).toBeGreaterThan(40);
  });

  it('can be planned and evaluated, or is an error', () => {
    fc.assert(
      fc.property(dockerfileText, fc.dictionary(fc.constantFrom('A', 'TARGETARCH'), word), (text, args) => {
        attempt(() => {
          const plan = planStages(parseDockerfile(text, 'Dockerfile'), {
            platform: parsePlatform('linux/arm64'),
            buildPlatform: parsePlatform('linux/amd64'),
            buildArgs: new Map(Object.entries(args)),
            namedContexts: new Set(['a', 'b', text]),
          });
          for (const stage of plan.stages) evaluateStage(plan, stage, startScope(Object.keys(args)));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('expands, or is an error', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (one, value) => {
        const options = { escape: '\\', place: { name: 'Dockerfile' } } as const;
        attempt(() => expandWord(one, () => value, options));
        attempt(() => expandWords(one, () => value, options));
      }),
      { numRuns: 500 },
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
  ])('%s', (_title, text) => {
    const start = performance.now();
    attempt(() => parseDockerfile(text, 'Dockerfile'));
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});
