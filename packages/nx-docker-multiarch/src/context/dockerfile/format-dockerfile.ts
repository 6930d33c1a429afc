import type { Dockerfile } from './dockerfile.js';
import type { Written } from './instruction.js';

/**
 * A text that reads as the same Dockerfile: each instruction on one line, without comments. Only blanks at the end of
 * a trigger are lost.
 */
export function formatDockerfile({ directives, escape, globalArgs, stages }: Dockerfile): string {
  const lines = directives.map(({ name, value }) => `# ${name}=${value}\n`);
  const nodes: readonly Written[] = [
    ...globalArgs,
    ...stages.flatMap((stage) => [stage, ...stage.instructions]),
  ];
  return [...lines, ...nodes.map((node) => formatNode(node, escape))].join('');
}

function formatNode({ source, heredocs }: Written, escape: string): string {
  // A form feed is cut off when the line is read, and keeps an escape at its end from joining it with the next one.
  const end = source.endsWith(escape) && source.at(-2) !== escape ? '\f\n' : '\n';
  return source + end + heredocs.map(({ name, content }) => `${content}${name}\n`).join('');
}
