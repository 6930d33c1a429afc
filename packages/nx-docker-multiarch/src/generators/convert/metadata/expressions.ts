import { withTokens } from '../variables.js';

const DATE = /\{\{\s*date\s+(['"])YYYYMMDD\1\s*(?:tz=(['"])UTC\2\s*)?\}\}/g;
const TOKEN = /(\{[\w.]+\})/;

/**
 * An expression of nx-container's tags with our tokens: `{{branch}}`, `{{sha}}`, the date in UTC as YYYYMMDD, and environment
 * variables. `undefined` if there is more in it than these.
 */
export function withoutExpressions(text: string): string | undefined {
  const filled = text
    .replace(/\{\{\s*branch\s*\}\}/g, '{branch}')
    .replace(/\{\{\s*sha\s*\}\}/g, '{shortSha}')
    .replace(DATE, '{date}');
  return filled.includes('{{') ? undefined : fitForTag(withTokens(filled));
}

/** Everything but tokens as nx-container makes it fit for a tag. */
function fitForTag(text: string): string {
  return text
    .split(TOKEN)
    .map((part) => (TOKEN.test(part) ? part : part.replace(/[^\w.-]+/g, '-')))
    .join('');
}
