/** One record of comma-separated values (RFC 4180), as `--output`, `--secret` and their like take it. */
export function formatCsv(fields: readonly string[]): string {
  return fields
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}

/** The same of attributes, in their order: `type=registry,ref=…`. */
export function formatAttributes(attributes: Readonly<Record<string, string>>): string {
  return formatCsv(Object.entries(attributes).map(([name, value]) => `${name}=${value}`));
}
