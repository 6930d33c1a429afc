import { commandsIn } from './shell-commands.js';

describe('commandsIn', () => {
  const CASES: [string, string, string[][]][] = [
    ['one command', 'app --flag', [['app', '--flag']]],
    ['what exec becomes, and nothing behind it', 'exec app; other', [['app']]],
    ['options of exec', 'exec -a name app', [['app']]],
    ['nothing of an exec whose options are not known', 'exec -z app; other', []],
    ['what is behind an exec that only redirects', 'exec >/log 2>&1; app', [['app']]],
    ['quotes', `exec '/opt/the app' "a b"'c'`, [['/opt/the app', 'a bc']]],
    ['a command without what is assigned to it', 'A=b C="d e" app', [['app']]],
    ['nothing where PATH changes', 'PATH=/opt/bin app', []],
    ['nothing behind a change of PATH', 'first; export PATH="/opt:$PATH"; app', [['first']]],
    ['nothing behind a file that is read in', '. /etc/profile && app', []],
    ['no builtin', 'set -e; export A=b; echo hi && app', [['app']]],
    [
      'a chain to its end',
      'app migrate && exec app serve',
      [
        ['app', 'migrate'],
        ['app', 'serve'],
      ],
    ],
    ['the start of a chain behind which more comes', 'first && second; third', [['first'], ['third']]],
    ['a chain that ends in a semicolon', 'first && second;\n', [['first'], ['second']]],
    ['a chain over two lines', 'first &&\n  second', [['first'], ['second']]],
    ['no alternative', 'first || second', [['first']]],
    ['no choice', 'test -x /a && exec /a || exec /b', []],
    ['a choice that ends the text', '[ -f x ] && exec app', [['app']]],
    ['what is behind an alternative', 'mkdir x || true; exec app', [['mkdir', 'x'], ['app']]],
    ['what is behind an exit that may not happen', 'cd /srv || exit 1; app', [['app']]],
    ['nothing behind an exit', 'first; exit 0; app', [['first']]],
    ['both ends of a pipe', 'app | tee /log', [['app'], ['tee', '/log']]],
    ['what is in the background, and what follows', 'side & exec app', [['side'], ['app']]],
    ['a command without its redirections', 'app >>/log 2>&1 </dev/null', [['app']]],
    ['nothing in an if', 'if [ -f x ]; then exec /a; fi; exec /b', []],
    ['nothing in braces', 'test -f x && { a; b; }; c', []],
    ['nothing in a subshell', '(exec app)', []],
    ['nothing of a function', 'run() { app; }; run', []],
    ['a command up to what would have to be run to know it', 'app --jobs=$(nproc) x', [['app']]],
    ['nothing where the program would have to be', '$(which app) x', []],
    ['a variable as it stands', 'exec "$@"', [['$@']]],
    ['a command up to a comment', 'exec app # the server', [['app']]],
    ['a path relative to where cd went', 'cd /srv && ./app a/b', [['/srv/./app', '/srv/a/b']]],
    ['cd twice', 'cd /srv; cd app; bin/run', [['/srv/app/bin/run']]],
    ['a variable of cd as it stands', 'cd "$HOME" && ./app', [['$HOME/./app']]],
    ['that cd may not have happened', 'test -d x && cd x; ./app', [['$PWD/./app']]],
    ['nothing of a quote without end', `exec 'app`, []],
    ['nothing of nothing', '', []],
  ];

  it.each(CASES)('tells %s', (_title, text, commands) => {
    expect(commandsIn(text)).toEqual(commands);
  });
});
