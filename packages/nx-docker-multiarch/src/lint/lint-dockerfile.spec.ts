import { imagesToAsk } from './lint-dockerfile.js';
import { findingsOf, sampleLintFacts } from './sample-lint-facts.js';
import { WELL_MADE } from './sample-well-made.js';

it.each(Object.entries(WELL_MADE))('finds nothing in a good one: %s', (_title, text) => {
  expect(findingsOf(text)).toEqual([]);
});

it('has eight good ones', () => {
  expect(Object.keys(WELL_MADE)).toHaveLength(8);
});

it('gives everything in the order of its lines, each once', () => {
  const text = 'FROM node\nARG NPM_TOKEN\nRUN npm ci && curl https://example.com/tool-amd64\nCOPY a-arm64 /a';
  expect(findingsOf(text).map(({ line, rule }) => `${line} ${rule}`)).toEqual([
    '1 moving-base',
    '2 secret-in-args',
    '3 emulated-run',
    '3 hard-coded-architecture',
    '4 hard-coded-architecture',
  ]);
});

it('says each rule as a sentence, with what to do', () => {
  const text =
    'ARG TARGETARCH=amd64\nFROM --platform=$BUILDPLATFORM node\nENV TOKEN=x A=$BUILDARCH\nRUN npm ci --cpu=amd64';
  for (const { message, fix } of findingsOf(text)) {
    expect(message).not.toMatch(/\.$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  }
});

it('refuses what is no Dockerfile', () => {
  expect(() => findingsOf('RUN true')).toThrow(expect.objectContaining({ code: 'DOCKERFILE_INVALID' }));
  expect(() => findingsOf('FROM a', { target: 'b' })).toThrow(
    expect.objectContaining({ code: 'DOCKERFILE_INVALID' }),
  );
});

it('names the images to ask for, but for those of the machine that builds', () => {
  const text = `ARG V=22
FROM --platform=$BUILDPLATFORM golang:1.25 AS a
FROM node:$V AS b
FROM scratch
COPY --from=a /a /a
COPY --from=b /b /b
COPY --from=busybox:1 /c /c`;
  expect(imagesToAsk({ name: 'Dockerfile', text }, sampleLintFacts())).toEqual(['node:22', 'busybox:1']);
});
