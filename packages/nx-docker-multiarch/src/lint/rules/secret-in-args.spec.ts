import { findingsOf, linesOf } from '../sample-lint-facts.js';

const found = (line: string) => linesOf('secret-in-args', `FROM alpine:3.22\n${line}`).length > 0;

it.each([
  'ARG NPM_TOKEN',
  'ARG GITHUB_PAT=""',
  'ARG githubToken',
  'ARG DB_PASSWORD=hunter2',
  'ARG SSH_PRIVATE_KEY',
  'ARG npm_auth',
  'ENV NPM_TOKEN=$NPM_TOKEN',
  'ENV AWS_SECRET_ACCESS_KEY=abc AWS_REGION=x',
  'ENV STRIPE_API_KEY "sk_live_1"',
  'ENV SECRET_KEY_BASE=0a1b2c',
  'ENV DATABASE_PASS=postgres',
  'ENV PASSWORD=x',
])('finds %s', (line) => {
  expect(found(line)).toBe(true);
});

it.each([
  'ARG VERSION=1',
  'ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
  'ENV TOKENIZERS_PARALLELISM=false',
  'ENV POSTGRES_PASSWORD_FILE=/run/secrets/password',
  'ENV TLS_PRIVATE_KEY=/etc/tls/tls.key',
  'ENV SSH_AUTH_SOCK=/ssh-agent',
  'ENV ALLOW_EMPTY_PASSWORD=yes',
  'ENV NEXT_PUBLIC_API_KEY=pk_1',
  'ENV MAX_TOKENS=4096 TOKEN_TTL=3600 MIN_PASSWORD=8',
  'ENV PATH=/opt/bin:$PATH PWD=/srv',
  'ENV DB_PASSWORD=',
  'ARG PASSWORD_HASH_ROUNDS=10',
  'ARG SIGNING_KEY=keys/signing.pem',
  'LABEL token=abc',
  'RUN --mount=type=secret,id=NPM_TOKEN true',
])('lets %s be', (line) => {
  expect(found(line)).toBe(false);
});

it('looks before the first FROM as well, and never shows the value', () => {
  const text = 'ARG API_TOKEN=abc123\nFROM alpine:3.22';
  const found = findingsOf(text);
  expect(found.map(({ rule, line }) => [rule, line])).toEqual([['secret-in-args', 1]]);
  expect(JSON.stringify(found)).not.toContain('abc123');
});

it.each<[title: string, text: string, isBuildCheck: true | undefined]>([
  ['one of its words', 'FROM alpine:3.22\nARG NPM_TOKEN', true],
  ['one of its words, in lower case', 'FROM alpine:3.22\nENV db_password=x', true],
  ['nothing before the first FROM', 'ARG NPM_TOKEN\nFROM alpine:3.22', undefined],
  ['no other words', 'FROM alpine:3.22\nARG GITHUB_PAT', undefined],
  ['no shorter words', 'FROM alpine:3.22\nENV DB_PASS=x', undefined],
  ['no whole addresses', 'FROM alpine:3.22\nENV CONNECTION_STRING=postgres://me@db', undefined],
  ['no words without a line between them', 'FROM alpine:3.22\nARG githubToken', undefined],
  ['nothing that says it is a file', 'FROM alpine:3.22\nARG FILE_TOKEN', undefined],
])('knows what BuildKit warns of as well: %s', (_title, text, isBuildCheck) => {
  expect(findingsOf(text).map((one) => one.isBuildCheck)).toEqual([isBuildCheck]);
});
