import { parseDockerfile } from './parse-dockerfile.js';
import { parseTriggers, withTriggers } from './triggers.js';

const dockerfile = parseDockerfile('# a\nFROM x\nLABEL a=b\nFROM y\n', 'Dockerfile');
const at = { line: 2, endLine: 2 };

describe('parseTriggers', () => {
  it('reads what the ONBUILDs of a base image say, on the line of the FROM that names it', () => {
    const triggers = ['copy --from=s a  b', 'RUN <<EOF\nx\nEOF', 'ENV A=1'];
    expect(parseTriggers(triggers, dockerfile, at)).toMatchObject([
      { kind: 'COPY', from: 's', line: 2, endLine: 2 },
      { kind: 'RUN', heredocs: [{ content: 'x\n' }], line: 2, endLine: 2 },
      { kind: 'ENV', line: 2, endLine: 2 },
    ]);
  });

  it.each([
    ['FROM', 'FROM a', 'triggers "FROM a", which is not one instruction'],
    ['ONBUILD', 'ONBUILD RUN a', 'triggers "ONBUILD RUN a", which'],
    ['MAINTAINER', 'maintainer a', 'triggers "maintainer a", which'],
    ['two', 'RUN a\nRUN b', String.raw`triggers "RUN a\nRUN b", which`],
    ['nothing', '# a', 'triggers "# a", which'],
    ['what is none', 'COPI a b', 'there is no instruction "COPI"'],
    ['a wrong flag', 'COPY --frm=a b c', 'COPY has no flag --frm'],
  ])('refuses %s', (_title, trigger, message) => {
    expect(() => parseTriggers([trigger], dockerfile, at)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INVALID',
        message: expect.stringMatching(/^Reading Dockerfile:2: /),
      }),
    );
    expect(() => parseTriggers([trigger], dockerfile, at)).toThrow(message);
  });
});

test('triggers come before the instructions of their stage, and of no other', () => {
  const instructions = parseTriggers(['USER a'], dockerfile, at);
  const { stages } = withTriggers(dockerfile, new Map([[0, instructions]]));
  expect(stages.map((stage) => stage.instructions.map(({ kind }) => kind))).toEqual([['USER', 'LABEL'], []]);
});
