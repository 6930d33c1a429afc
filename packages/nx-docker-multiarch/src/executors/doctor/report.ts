import type { Check, Section } from './diagnosis.js';
import { formatTable } from '../world/table.js';

/** The diagnosis for a person: a table, below each row the rest of what was found and the way out. Lines without line ends. */
export function describeDiagnosis(sections: readonly Section[]): readonly string[] {
  const rows = formatTable(sections.flatMap(({ checks }) => checks.map(rowOf)));
  let row = 0;
  const lines = sections.flatMap(({ about, checks }) => [
    about,
    ...checks.flatMap((check) => [rows[row++] ?? '', ...belowRow(check)]),
    '',
  ]);
  return [...lines, conclude(sections)];
}

/** The diagnosis for a program: what stands in the table, and whether anything is missing. */
export function formatDiagnosis(sections: readonly Section[]): string {
  return JSON.stringify({ ok: !isLacking(sections), sections }, undefined, 2);
}

/** Whether something is missing that something else needs. */
export function isLacking(sections: readonly Section[]): boolean {
  return sections.some(({ checks }) => checks.some(({ state }) => state === 'missing'));
}

function rowOf({ name, state, found }: Check): readonly string[] {
  return [`  ${name}`, state, found.split('\n')[0] ?? ''];
}

function belowRow({ found, fix }: Check): readonly string[] {
  const more = found.split('\n').slice(1);
  return [...more, ...(fix === undefined ? [] : fix.split('\n').map((line) => `→ ${line}`))].map(
    (line) => `      ${line}`,
  );
}

function conclude(sections: readonly Section[]): string {
  const lacks = sections.flatMap(({ about, checks }) => {
    const names = checks.filter(({ state }) => state === 'missing').map(({ name }) => name);
    return names.length === 0 ? [] : [`${about} (${[...new Set(names)].join(', ')})`];
  });
  return lacks.length === 0 ? 'Nothing that is needed is missing.' : `MISSING: ${lacks.join('; ')}`;
}
