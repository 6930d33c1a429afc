import { createIgnore } from '../../context/dockerignore/index.js';
import { linesOf } from '../sample-lint-facts.js';

const RULE = 'node-modules-not-ignored';
const THERE = ['node_modules', 'apps/api/node_modules', 'dist/apps/api/node_modules'];

function context(dockerignore: string, there = THERE) {
  const ignore = createIgnore(dockerignore, '.dockerignore');
  return {
    context: {
      holds: (path: string) => there.includes(path) && !ignore.ignores(path),
      folders: ['apps/api'],
    },
  };
}

it.each<[title: string, copy: string, dockerignore: string]>([
  ['everything, and nothing left out', 'COPY . .', ''],
  ['everything, and only the top left out', 'COPY . .', 'node_modules'],
  ['a folder with modules in it', 'COPY apps/api ./', 'node_modules'],
  ['a folder above', 'COPY ./apps/ ./', ''],
  ['a folder out of a variable', 'ARG DIR=dist/apps/api\nCOPY $DIR /app', ''],
  ['a wildcard', 'COPY apps/* ./', ''],
  ['the modules themselves', 'COPY node_modules ./node_modules', ''],
  ['a part of them', 'COPY node_modules/sharp ./sharp', ''],
  ['an ADD', 'ADD . /app', ''],
])('finds %s', (_title, copy, dockerignore) => {
  const text = `FROM node:22\n${copy}`;
  expect(linesOf(RULE, text, context(dockerignore))).toEqual([text.split('\n').length]);
});

it.each<[title: string, copy: string, dockerignore: string]>([
  ['what .dockerignore leaves out', 'COPY . .', '**/node_modules'],
  ['what is not all', 'COPY package.json package-lock.json ./', ''],
  ['a pattern of files', 'COPY package*.json ./', ''],
  ['another folder', 'COPY libs ./libs', ''],
  ['what the instruction leaves out', 'COPY --exclude=**/node_modules . .', ''],
  ['another stage', 'COPY --from=build /app/node_modules ./node_modules', ''],
  ['an address', 'ADD https://example.com/node_modules /', ''],
])('lets %s be', (_title, copy, dockerignore) => {
  const text = `FROM node:22 AS build\nFROM node:22\n${copy}`;
  expect(linesOf(RULE, text, context(dockerignore))).toEqual([]);
});

it('lets a folder without modules be, and a context that is elsewhere', () => {
  expect(linesOf(RULE, 'FROM node:22\nCOPY . .', context('', []))).toEqual([]);
  expect(linesOf(RULE, 'FROM node:22\nCOPY . .')).toEqual([]);
});
