/** What a shell puts before a command: its own words, a label of `case`, assignments, and what runs another command. */
const BEFORE =
  /^(?:(?:if|then|elif|else|while|until|do|!|\{|\(|time|exec|sudo|env|nice)\s+|(?:[\w"'*?.|/-]+\))\s*|<<-?\s*['"]?\w+['"]?\s*|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^)]*\)|\$(?!\()|[^\s"'$])*(?:\s+|$))+/;

/** Files, users and words: nothing that an emulator would be slow at. */
const LIGHT =
  /^(?:$|[#:}]|(?:\/\S*\/)?(?:addgroup|adduser|cat|cd|chgrp|chmod|chown|cp|cut|date|echo|esac|exit|export|false|fi|done|for|case|find|getent|grep|groupadd|head|install|ldconfig|ln|ls|mkdir|mktemp|mv|passwd|printf|pwd|rm|rmdir|sed|set|setcap|shopt|sort|stat|tail|tee|test|touch|tr|true|umask|uname|unset|useradd|usermod|wc|which|\[|\[\[)(?:\s|$|\)))/;

/** Compilers, and package managers that may call one or unpack thousands of files. */
const HEAVY = new RegExp(
  `^(?:${[
    '(?:npm|pnpm|yarn|bun)(?:$|\\s+(?!config|cache|pkg|version|-v|--version|set))',
    '(?:npx|bunx|node-gyp|ng|nx|vite|webpack|tsc|next)\\s',
    'go\\s+(?:build|install|test|generate|get|mod|run|vet)',
    '(?:cargo|rustc|swift|mix|rebar3|stack|cabal|sbt|ant|bazel|scons)\\s',
    '(?:\\./)?(?:mvnw?|gradlew?)\\s',
    '(?:\\./)?(?:configure|autogen\\.sh|bootstrap(?:\\.sh)?)(?:\\s|$)',
    '(?:make|gmake|cmake|ninja|meson|gcc|g\\+\\+|cc|c\\+\\+|clang|clang\\+\\+)(?:\\s|$)',
    'dotnet\\s+(?:restore|build|publish|test|pack)',
    '(?:javac|jlink|native-image)\\s',
    '(?:python3?\\s+-m\\s+)?(?:pip3?|pipx)\\s+(?:install|wheel|download)',
    'python3?\\s+(?:-m\\s+build|setup\\.py)',
    '(?:uv\\s+(?:sync|pip|build|run|tool)|poetry\\s+install|pipenv\\s+(?:install|sync)|pdm\\s+(?:install|sync))',
    '(?:conda|mamba|micromamba)\\s+(?:install|create|env)',
    '(?:bundle|gem|composer|pecl)\\s+(?:install|update)',
    '(?:docker-php-ext-install|rustup)(?:\\s|$)',
  ].join('|')})`,
);

/** A command without what a shell puts before it. */
export function bareCommand(command: string): string {
  return command.trim().replace(BEFORE, '').trim();
}

/** How long a command of a shell may take: nothing that counts, long, or who knows. */
export function weighCommand(command: string): 'light' | 'heavy' | 'unknown' {
  const bare = bareCommand(command);
  if (LIGHT.test(bare)) return 'light';
  return HEAVY.test(bare) ? 'heavy' : 'unknown';
}
