import type { ParityCase } from '../parity-case.js';

const ALL = 'FROM scratch\nCOPY . /all/\n';
const TREE = {
  'src/a.js': 'a',
  'src/a.test.js': 't',
  'src/lib/b.js': 'b',
  'src/lib/b.test.js': 't',
  'node_modules/x/index.js': 'x',
  'docs/readme.md': 'r',
  'docs/guide.md': 'g',
  'debug.log': 'l',
};

const ignoring = (title: string, text: string, dockerfile = ALL): ParityCase => ({
  title: `ignore: ${title}`,
  dockerfile,
  files: { ...TREE, '.dockerignore': text },
});

/** `.dockerignore`. */
export const ignoreCases: readonly ParityCase[] = [
  ignoring('a folder and a pattern', '# comment\nnode_modules\n*.log\n'),
  ignoring('tests anywhere', '**/*.test.js\n'),
  ignoring('exceptions', 'docs\n!docs/readme.md\n'),
  ignoring('all but one folder', '*\n!src\n'),
  ignoring('all but one deep file', '**\n!src/lib/b.js\n'),
  ignoring('the last line counts', 'docs/*.md\n!docs/guide.md\ndocs/guide.md\n'),
  ignoring('slashes and dots', '/docs/\n./src/lib\n'),
  ignoring('the files themselves', 'Dockerfile\n.dockerignore\n'),
  ignoring('a star does not cross folders', 'src/*.js\n'),
  {
    title: 'ignore: the file of the Dockerfile comes first',
    dockerfile: ALL,
    files: { ...TREE, '.dockerignore': 'src\n', 'Dockerfile.dockerignore': 'docs\n' },
  },
  {
    title: 'ignore: what is left out can’t be copied',
    dockerfile: 'FROM scratch\nCOPY docs/readme.md /x\n',
    files: { ...TREE, '.dockerignore': 'docs\n' },
    expect: 'both fail',
  },
  {
    title: 'ignore: what is left out does not match',
    dockerfile: 'FROM scratch\nCOPY docs/* /x/\n',
    files: { ...TREE, '.dockerignore': 'docs/readme.md\n' },
  },
];
