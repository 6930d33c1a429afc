import type { Section } from './diagnosis.js';
import { describeDiagnosis, formatDiagnosis, isLacking } from './report.js';

const SECTIONS: readonly Section[] = [
  { about: 'this machine', checks: [{ name: 'Node', state: 'ok', found: '22.12.0' }] },
  {
    about: 'target api:build',
    checks: [
      { name: 'options', state: 'missing', found: 'Reading:\n  - tags', fix: 'Correct them.\nThen again.' },
      { name: 'platforms', state: 'warn', found: 'some' },
    ],
  },
];

it('is a table with the way out below each row', () => {
  expect(describeDiagnosis(SECTIONS).join('\n')).toBe(`this machine
  Node       ok       22.12.0

target api:build
  options    missing  Reading:
        - tags
      → Correct them.
      → Then again.
  platforms  warn     some

MISSING: target api:build (options)`);
});

it('is the same as JSON, for as many lines as it takes', () => {
  expect(JSON.parse(formatDiagnosis(SECTIONS))).toEqual({ ok: false, sections: SECTIONS });
  expect(formatDiagnosis([]).split('\n')).toEqual(['{', '  "ok": true,', '  "sections": []', '}']);
});

it('is lacking only if something needed is missing', () => {
  expect([isLacking(SECTIONS), isLacking(SECTIONS.slice(0, 1)), isLacking([])]).toEqual([true, false, false]);
});
