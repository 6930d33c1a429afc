import { joinConverted, NOTHING, written } from './converted.js';
import { cut } from './pairs.js';
import { blocks, eachText, lost, withoutVariable, type Convert } from './rule.js';
import { soleVariable } from './variables.js';

/** `NAME=${VARIABLE}`. A value that stands in the file itself is never shown. */
export const secrets: Convert = (given) =>
  eachText(given, (item) => {
    const [id, value] = cut(item);
    const hidden = value === undefined ? '…' : `${id}=…`;
    if (id === '' || !value)
      return lost(
        given.option,
        hidden,
        'It is not NAME=value.',
        'Add it to "secrets" as id=NAME,env=VARIABLE.',
      );
    const variable = soleVariable(value.trim());
    if (variable !== undefined) return written({ secrets: [`id=${id},env=${variable}`] });
    return blocks(
      given.option,
      hidden,
      'A secret never stands in an option of ours, not even in parts.',
      `Put its value into an environment variable, and name that: ${id}=\${VARIABLE}. Then convert again.`,
    );
  });

/** `NAME=file`. */
export const secretFiles: Convert = (given) =>
  eachText(given, (item) => {
    const [id, file] = cut(item);
    if (id === '' || !file)
      return lost(given.option, item, 'It is not NAME=file.', 'Add it to "secrets" as id=NAME,src=FILE.');
    const todo = `Give it on the command line with all the others: --secrets="id=${id},src=${file}".`;
    const without = withoutVariable(given.option, item, 'secrets');
    if (without !== undefined)
      return joinConverted(
        without.findings.map((finding) => ({ ...NOTHING, findings: [{ ...finding, todo }] })),
      );
    return written({ secrets: [`id=${id},src=${file}`] });
  });

/** `default`, `id=file`, or `id=$SSH_AUTH_SOCK`, which is the agent. */
export const ssh: Convert = (given) =>
  eachText(given, (item) => {
    const [id, source = ''] = cut(item);
    if (soleVariable(source) === 'SSH_AUTH_SOCK') return written({ ssh: [id] });
    return withoutVariable(given.option, item, 'ssh') ?? written({ ssh: [item] });
  });
