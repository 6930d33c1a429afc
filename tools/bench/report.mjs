import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '../../docs/benchmarks.md');
const HEAD = `# Benchmarks

Written by \`npm run bench\`, which measures whole commands, each against its peer in the same run. Run it on your own
machine before you believe a number; the ratios move less than the seconds.
`;

/** Replaces one bench's section, and keeps the others. */
export function writeBenchmarks(name, lines) {
  const sections = new Map(existsSync(FILE) ? readSections() : []);
  sections.set(name, [...lines, '', machine()].join('\n'));
  const body = [...sections].map(([title, text]) => `## ${title}\n\n${text}\n`);
  writeFileSync(FILE, [HEAD, ...body].join('\n'));
}

function readSections() {
  const [, ...parts] = readFileSync(FILE, 'utf8').split(/^## /m);
  return parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]);
}

function machine() {
  const docker = execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
  }).trim();
  const buildx = execFileSync('docker', ['buildx', 'version'], { encoding: 'utf8' }).split(' ')[1];
  const memory = Math.round(totalmem() / 2 ** 30);
  return `_${availableParallelism()} cores (${cpus()[0]?.model}), ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, Docker ${docker}, buildx ${buildx}._`;
}
