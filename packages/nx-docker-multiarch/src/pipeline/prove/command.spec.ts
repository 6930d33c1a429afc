import type { ImageConfig } from '@nx-docker-multiarch/oci/model';
import { firstCommand, interpretedBy, startedBy, type Command } from './command.js';

type Start = Pick<ImageConfig, 'entrypoint' | 'cmd'>;

/** The words of each command that these start, and those start in turn. */
function startedOf(start: Start): readonly string[] {
  const all = (command: Command): Command[] => startedBy(command).flatMap((one) => [one, ...all(one)]);
  const first = firstCommand(start as ImageConfig);
  return first ? all(first).map(({ words }) => words.join(' ')) : [];
}

describe('what a container starts with', () => {
  const ENTRYPOINTS: [string, string[], string[]][] = [
    ['a program', ['app', 'sub'], []],
    ['tini', ['/sbin/tini', '--', 'app', 'x'], ['app x']],
    ['tini with options', ['tini', '-g', '-vv', '-p', 'SIGTERM', '-e143', 'app', '--', 'x'], ['app -- x']],
    ['tini with an option it does not have', ['tini', '-X', 'app'], []],
    ['dumb-init', ['dumb-init', '-r', '15:2', '--single-child', '--', 'app'], ['app']],
    ['catatonit', ['/catatonit', '--', 'app'], ['app']],
    ['env with assignments', ['env', '-u', 'X', 'A=b', 'app', 'C=d'], ['app C=d']],
    ['env that changes PATH', ['env', 'PATH=/opt', 'app'], []],
    ['env without environment', ['env', '-i', 'app'], []],
    ['env -S', ['/usr/bin/env', '-S', 'A=b node  --x', 'y'], ['node --x y']],
    ['env -S in one word', ['/usr/bin/env', '-S node --x', 'y'], ['node --x y']],
    ['env --split-string', ['/usr/bin/env', '--split-string=-u X node', 'y'], ['node y']],
    ['env -S with quotes', ['/usr/bin/env', '-S', 'node "a b"'], []],
    ['a user', ['su-exec', 'app:app', '/app'], ['/app']],
    [
      'a user and more wrappers',
      ['tini', '--', 'gosu', '1000', 'nice', '-n', '5', '/app'],
      ['gosu 1000 nice -n 5 /app', 'nice -n 5 /app', '/app'],
    ],
    [
      'setpriv',
      ['setpriv', '--reuid', '1', '--regid=1', '--clear-groups', '--no-new-privs', '--', 'app'],
      ['app'],
    ],
    [
      'nohup, setsid and stdbuf',
      ['nohup', 'setsid', '-w', 'stdbuf', '-oL', '-e', '0', 'app'],
      ['setsid -w stdbuf -oL -e 0 app', 'stdbuf -oL -e 0 app', 'app'],
    ],
    ['exec', ['exec', 'app'], ['app']],
    ['a wrapper alone', ['tini', '--'], []],
    ['the name of a member that every object has', ['constructor', 'app'], []],
    ['a shell', ['/bin/sh', '-c', 'exec app --flag'], ['app --flag']],
    ['a shell with a cluster of options', ['sh', '-euxc', 'app'], ['app']],
    ['a login shell', ['/bin/bash', '--login', '-lc', 'app'], ['app']],
    ['a shell with an option that has a value', ['/bin/bash', '-o', 'pipefail', '-c', 'app'], ['app']],
    ['a cluster with such an option', ['bash', '-euo', 'pipefail', '+x', '-c', 'app'], ['app']],
    ['a startup file', ['bash', '--rcfile', '/rc', '-c', 'app'], ['app']],
    [
      'a wrapper in a shell',
      ['sh', '-c', 'exec tini -- su-exec app /app'],
      ['tini -- su-exec app /app', 'su-exec app /app', '/app'],
    ],
    ['a shell in a shell', ['sh', '-c', "exec bash -c 'exec app'"], ['bash -c exec app', 'app']],
    ['a variable in a shell', ['sh', '-c', 'exec $APP'], []],
    ['a pattern in a shell', ['sh', '-c', '/opt/*/app'], []],
    ['a shell and a script', ['sh', '/entry.sh', '/app', 'x'], ['/app x']],
    ['a script of which only options are given', ['sh', '/entry.sh', '--flag'], []],
    ['a shell of busybox', ['busybox', 'sh', '-c', 'app'], ['app']],
    ['busybox alone', ['busybox'], []],
    ['a shell alone', ['/bin/sh'], []],
    ['what wine is given', ['sh', '/usr/bin/wine-stable', 'app.exe'], []],
    ['nothing', [], []],
  ];

  it.each(ENTRYPOINTS)('%s', (_title, entrypoint, started) => {
    expect(startedOf({ entrypoint, cmd: [] })).toEqual(started);
    expect(startedOf({ entrypoint: [], cmd: entrypoint })).toEqual(started);
  });

  const WITH_CMD: [string, string[], string[], string[]][] = [
    ['arguments of a program', ['/app'], ['serve'], []],
    ['what a wrapper starts', ['tini', '--'], ['app', 'x'], ['app x']],
    ['what a script is given', ['sh', '/entry.sh'], ['app', 'x'], ['app x']],
    ['what a script with options is given', ['sh', '/entry.sh', '--flag', 'x'], ['app'], ['app']],
    [
      'a script and what it is given',
      ['tini', '--'],
      ['sh', '/entry.sh', 'app'],
      ['sh /entry.sh app', 'app'],
    ],
    ['what a wrapper in it starts', ['sh', '/entry.sh'], ['gosu', 'me', 'app'], ['gosu me app', 'app']],
    ['words that a shell with a text does not run', ['sh', '-c', 'app'], ['other'], ['app']],
  ];

  it.each(WITH_CMD)('the command as %s', (_title, entrypoint, cmd, started) => {
    expect(startedOf({ entrypoint, cmd })).toEqual(started);
  });
});

describe('interpretedBy', () => {
  const command: Command = { words: ['run', 'x'], cmd: [], isCertain: true };

  it.each([
    ['/bin/sh', ['/bin/sh', '/bin/run', 'x']],
    [' /bin/sh -e ', ['/bin/sh', '-e', '/bin/run', 'x']],
    ['/usr/bin/env -S node --x', ['/usr/bin/env', '-S node --x', '/bin/run', 'x']],
  ])('reads %j', (line, words) => {
    expect(interpretedBy(line, '/bin/run', command)).toEqual({ ...command, words });
  });

  it('finds no interpreter where there is none', () => {
    expect(interpretedBy('  ', '/run', command)).toBeUndefined();
  });
});
