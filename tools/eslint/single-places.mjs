/**
 * What may be done in one place only: importing a module, or reading something of the world around the process.
 * `except` are the globs of the files that may.
 */

const PLUGIN = 'packages/nx-docker-multiarch/src';
const EXECUTORS = `${PLUGIN}/executors/**`;
const PURE = ['packages/oci/src/model/**', `${PLUGIN}/plan/**`, `${PLUGIN}/lint/**`];

/** Modules, where they may be imported. `only` limits the rule itself to some files. */
const MODULES = [
  {
    names: ['undici'],
    except: ['packages/oci/src/http/transport*', 'packages/oci/src/http/transport/**'],
    message: 'The HTTP client is called by http/transport only.',
  },
  {
    names: ['execa', 'node:child_process', 'child_process'],
    except: [`${PLUGIN}/process/run*`],
    message: 'Child processes are started by process/run only.',
  },
  {
    names: ['@nx/devkit'],
    except: [EXECUTORS, `${PLUGIN}/generators/**`, `${PLUGIN}/plugin*`],
    message: 'Nx is known to executors, generators and the plugin file only.',
    allowTypeImports: true,
  },
  {
    names: ['node:process', 'node:os'],
    except: [EXECUTORS],
    message: 'The environment is read in executors and handed on as facts.',
  },
  {
    names: ['node:fs', 'node:fs/promises', 'node:http', 'node:https', 'node:net'],
    only: PURE,
    except: [],
    message: 'This folder is pure: it reads neither disc nor net.',
  },
];

/** Expressions that read environment, clock or chance. */
const FACTS = {
  except: [EXECUTORS],
  selectors: [
    'MemberExpression[object.name="process"][property.name=/^(env|cwd|argv)$/]',
    'MemberExpression[object.name="process"][property.name="hrtime"]',
    'MemberExpression[object.name="Date"][property.name="now"]',
    'NewExpression[callee.name="Date"][arguments.length=0]',
    'MemberExpression[object.name="performance"][property.name="now"]',
    'MemberExpression[object.name="Math"][property.name="random"]',
    'CallExpression[callee.name=/^random(UUID|Bytes|Int)$/]',
    'CallExpression[callee.property.name=/^random(UUID|Bytes|Int)$/]',
  ],
  message: 'Environment, clock and chance are read in executors and handed on as arguments.',
};

/** ESLint's own rules for one set of files: which modules it must not import, which expressions it must not hold. */
function rulesFor(modules, selectors) {
  const lazily = modules.flatMap(({ names, message }) =>
    names.flatMap((name) => [
      { selector: `ImportExpression[source.value="${name}"]`, message },
      { selector: `CallExpression[callee.name="require"][arguments.0.value="${name}"]`, message },
    ]),
  );
  return {
    'no-restricted-imports': 'off',
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: modules.flatMap(({ names, message, allowTypeImports = false }) =>
          names.map((name) => ({ name, message, allowTypeImports })),
        ),
      },
    ],
    'no-restricted-syntax': ['error', ...selectors, ...lazily],
  };
}

/**
 * Flat-config entries for the packages' sources. A later entry replaces a rule as a whole, so each place gets all rules
 * but its own; `selectors` are the restricted expressions that hold there too.
 */
export function singlePlaces(selectors) {
  const globs = new Set([
    'packages/*/src/**/*.ts',
    ...PURE,
    ...[...MODULES, FACTS].flatMap(({ except }) => except),
  ]);
  const facts = FACTS.selectors.map((selector) => ({ selector, message: FACTS.message }));
  return [...globs].map((glob) => ({
    files: [glob],
    rules: rulesFor(
      MODULES.filter(
        ({ except, only }) => !except.includes(glob) && (only === undefined || only.includes(glob)),
      ),
      FACTS.except.includes(glob) ? selectors : [...selectors, ...facts],
    ),
  }));
}
