import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { findingsOf } from './sample-lint-facts.js';
import { RULES, SILENCE_RULE } from './rules/all-rules.js';

const IGNORE = '# nx-docker-multiarch-ignore';

function found(text: string, replaced = {}) {
  return findingsOf(text, replaced).map(({ line, rule, message }) =>
    rule === SILENCE_RULE ? `${line} ${message}` : `${line} ${rule}`,
  );
}

describe('a comment that silences', () => {
  it.each<[title: string, text: string]>([
    ['one rule', `FROM node:22\n${IGNORE} emulated-run: the builder has a machine for each\nRUN npm ci`],
    ['a FROM', `${IGNORE} moving-base: our own, always the newest\nFROM acme/base`],
    [
      'what stands before the first FROM',
      `${IGNORE} hard-coded-architecture: x\nARG ARCH=amd64\nFROM alpine:3.22`,
    ],
    [
      'several rules',
      `FROM node:22\n${IGNORE} emulated-run, hard-coded-architecture: x\nRUN npm ci --cpu=amd64`,
    ],
    [
      'by several comments',
      `FROM node:22\n${IGNORE} emulated-run: a\n# and\n  ${IGNORE} hard-coded-architecture: b\nRUN npm ci --cpu=amd64`,
    ],
    [
      'an instruction of several lines',
      `FROM node:22\n${IGNORE} emulated-run: x\nRUN true && \\\n  # here\n  npm ci`,
    ],
    [
      'what an ONBUILD triggers, at the FROM',
      `FROM node:22 AS base\nONBUILD RUN npm ci\n${IGNORE} emulated-run: x\nFROM base`,
    ],
    ['with line ends of Windows', `FROM node:22\r\n${IGNORE} emulated-run: x\r\nRUN npm ci\r\n`],
    [
      'below a directive and a byte order mark',
      `\uFEFF# syntax=docker/dockerfile:1\n${IGNORE} moving-base: x\nFROM acme/base`,
    ],
  ])('%s', (_title, text) => {
    expect(found(text)).toEqual([]);
  });

  it.each<[title: string, text: string, expected: readonly string[]]>([
    [
      'another line',
      `FROM node:22\n${IGNORE} emulated-run: x\n\nRUN npm ci`,
      ['2 the comment silences nothing: no instruction begins right below it', '4 emulated-run'],
    ],
    [
      'another rule',
      `FROM node:22\n${IGNORE} moving-base: x\nRUN npm ci`,
      ['2 the comment silences moving-base, which finds nothing here', '3 emulated-run'],
    ],
    [
      'the lines above it',
      `FROM node:22\nRUN npm ci\n${IGNORE} emulated-run: x`,
      ['2 emulated-run', '3 the comment silences nothing: no instruction begins right below it'],
    ],
    [
      'an instruction that it stands in',
      `FROM node:22\nRUN true && \\\n${IGNORE} emulated-run: x\n  npm ci`,
      ['2 emulated-run', '3 the comment silences nothing: no instruction begins right below it'],
    ],
    [
      'an instruction from a script',
      `FROM node:22\nRUN <<E\n${IGNORE} emulated-run: x\nnpm ci\nE`,
      ['2 emulated-run'],
    ],
  ])('does not silence %s', (_title, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each<[title: string, comment: string, expected: string]>([
    ['no reason', `${IGNORE} emulated-run`, 'the comment gives no reason'],
    ['an empty reason', `${IGNORE} emulated-run: `, 'the comment gives no reason'],
    ['no rule', `${IGNORE}: why not`, 'the comment names no rule'],
    ['an unknown rule', `${IGNORE} emulated-run, emulated: x`, 'there is no rule emulated'],
  ])('is a finding itself with %s', (_title, comment, expected) => {
    const text = `FROM node:22\n${comment}\nRUN npm ci`;
    expect(found(text)).toContain(`2 ${expected}`);
  });

  it('is told the name that was meant', () => {
    const [wrong] = findingsOf(`${IGNORE} moving-bases: x\nFROM alpine:3.22`);
    expect(wrong?.fix).toBe('Did you mean moving-base?');
  });

  it('can be there for what other options, files or images bring', () => {
    const text = `${IGNORE} missing-base-platform: x\nFROM alpine:3.22\n${IGNORE} node-modules-not-ignored: y\nCOPY . .`;
    expect(found(text)).toEqual([]);
    const unneeded = `FROM node:22 AS test\n${IGNORE} emulated-run: x\nRUN npm test\nFROM node:22`;
    expect(found(unneeded)).toEqual([]);
    const single = { platforms: [parsePlatform('linux/amd64')] };
    expect(found(`FROM node:22\n${IGNORE} emulated-run: x\nRUN npm ci`, single)).toEqual([]);
  });

  it.each([
    ['build arguments', { buildArgs: new Map([['TAG', '1']]) }],
    ['named contexts', { namedContexts: new Set(['acme/base']) }],
  ])('is right with %s and without them', (_title, replaced) => {
    const text = `ARG TAG=latest\n${IGNORE} moving-base: our own\nFROM acme/base:$TAG`;
    expect(found(text)).toEqual([]);
    expect(found(text, replaced)).toEqual([]);
  });
});

it('knows no rule of its own by the name of another', () => {
  expect(RULES.has(SILENCE_RULE)).toBe(false);
});
