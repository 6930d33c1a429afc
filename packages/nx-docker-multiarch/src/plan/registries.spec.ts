import { isRegistry, resolveCaFiles, resolveMirrors } from './registries.js';
import type { Problem } from './problems.js';
import { sampleFacts } from './sample-facts.js';

const problems: Problem[] = [];
const report = (problem: Problem) => problems.push(problem);
beforeEach(() => (problems.length = 0));

describe('mirrors', () => {
  it.each<[unknown, Record<string, readonly string[]>]>([
    [{ 'docker.io': 'mirror.lan:5000/hub' }, { 'docker.io': ['mirror.lan:5000/hub'] }],
    ['docker.io=one.lan two.lan/hub', { 'docker.io': ['one.lan', 'two.lan/hub'] }],
    [['docker.io=one.lan', 'ghcr.io=two.lan'], { 'docker.io': ['one.lan'], 'ghcr.io': ['two.lan'] }],
    [undefined, {}],
  ])('%j', (raw, expected) => {
    expect(resolveMirrors(raw as never, report)).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it.each([
    ['docker.io=https://mirror.lan', 'is no registry'],
    ['docker.io=mirror', 'is no registry'],
    ['https://docker.io=mirror.lan', 'is not the host of a registry'],
  ])('refuses %s', (raw, what) => {
    resolveMirrors(raw, report);
    expect(problems).toEqual([expect.objectContaining({ what: expect.stringContaining(what) })]);
  });
});

describe('CA files', () => {
  it('are paths in the workspace', () => {
    const facts = { ...sampleFacts(), kindOf: () => 'file' as const };
    expect(resolveCaFiles('registry.lan:5000=certs/ca.pem', facts, report)).toEqual({
      'registry.lan:5000': '/ws/certs/ca.pem',
    });
    expect(problems).toEqual([]);
  });

  it('are there', () => {
    resolveCaFiles('registry.lan=nothing.pem', { ...sampleFacts(), kindOf: () => undefined }, report);
    expect(problems).toEqual([expect.objectContaining({ what: 'there is no file /ws/nothing.pem' })]);
  });
});

it.each([
  ['registry.lan:5000', true],
  ['[::1]:5000', true],
  ['registry.lan/path', false],
  ['nothing', false],
])('%s is a registry: %s', (host, expected) => {
  expect(isRegistry(host)).toBe(expected);
});
