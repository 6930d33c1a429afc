import type { Finding } from '../../lint/index.js';
import { pageOf } from '../world/lint-build.js';

/** What came of a linting. */
export interface LintResult {
  /** The Dockerfile, relative to the workspace root. */
  readonly file: string;
  readonly findings: readonly Finding[];
  /** Images that could not be asked for, and why. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** Every finding on a line, what to do and where it is explained below it, and a line that counts them. */
export function describeFindings({ file, findings, unknown }: LintResult): readonly string[] {
  return [
    ...findings.flatMap(({ line, severity, rule, message, fix }) => [
      `${file}:${line}  ${severity}  ${rule}  ${message}`,
      `    ${fix} (${pageOf(rule)})`,
    ]),
    ...[...unknown].map(([image, reason]) => `not known: the platforms of ${image} (${reason})`),
    `${file}: ${countFindings(findings)}`,
  ];
}

/** One document for programs. */
export function formatFindings({ file, findings, unknown }: LintResult): string {
  const shown = findings.map(({ rule, severity, line, message, fix }) => ({
    file,
    line,
    severity,
    rule,
    message,
    fix,
    page: pageOf(rule),
  }));
  const report = {
    file,
    warnings: countWarnings(findings),
    findings: shown,
    unknown: Object.fromEntries(unknown),
  };
  return JSON.stringify(report, undefined, 2);
}

/** GitHub's workflow commands, which put each finding at its line in a pull request. */
export function githubAnnotations({
  file,
  findings,
}: Pick<LintResult, 'file' | 'findings'>): readonly string[] {
  return findings.map(({ severity, line, rule, message, fix }) => {
    const command = severity === 'warning' ? 'warning' : 'notice';
    const properties = `file=${escapeProperty(file)},line=${line},title=${escapeProperty(rule)}`;
    return `::${command} ${properties}::${escapeData(`${message}. ${fix}`)}`;
  });
}

/** How many warnings there are. */
export function countWarnings(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity === 'warning').length;
}

function countFindings(findings: readonly Finding[]): string {
  const warnings = countWarnings(findings);
  const notes = findings.length - warnings;
  if (findings.length === 0) return 'nothing found';
  return [
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(notes > 0 ? [`${notes} ${notes === 1 ? 'note' : 'notes'}`] : []),
  ].join(', ');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
