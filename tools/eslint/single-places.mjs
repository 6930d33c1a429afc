/**
 * What may be done in one place only: importing a module, or reading something of the world around the process.
 * `except` are the globs of the files that may.
 */

const PLUGIN = 'packages/nx-docker-multiarch/src';
const EXECUTORS = `${PLUGIN}/executors/**`;
const GENERATORS = `${PLUGIN}/generators/**`;
const RELEASE = `${PLUGIN}/release/**`;
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
    except: [EXECUTORS, GENERATORS, `${PLUGIN}/plugin/**`],
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

/** Syntax, where it may stand. */
const SYNTAX = [
  {
    selectors: [
      'MemberExpression[object.name="process"][property.name=/^(env|cwd|argv|hrtime)$/]',
      'MemberExpression[object.name=/^(Date|performance)$/][property.name="now"]',
      'NewExpression[callee.name="Date"][arguments.length=0]',
      'MemberExpression[object.name="Math"][property.name="random"]',
      'CallExpression[callee.name=/^random(UUID|Bytes|Int)$/]',
      'CallExpression[callee.property.name=/^random(UUID|Bytes|Int)$/]',
    ],
    except: [EXECUTORS],
    message: 'Environment, clock and chance are read in executors and handed on as arguments.',
  },
  {
    selectors: ['ExportDefaultDeclaration'],
    except: [EXECUTORS, GENERATORS, RELEASE],
    message: 'Only executors, generators and version actions have a default export: Nx wants it there.',
  },
];

/** ESLint's own rules for one set of files: which modules it must not import, which syntax it must not hold. */
function rulesFor(modules, syntax) {
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
    'no-restricted-syntax': ['error', ...syntax, ...lazily],
  };
}

/**
 * Flat-config entries for the packages' sources. A later entry replaces a rule as a whole, so each place gets all rules
 * but its own; `everywhere` is the syntax that is restricted everywhere else too.
 */
export function singlePlaces(everywhere) {
  const places = [...MODULES, ...SYNTAX].flatMap(({ except }) => except);
  return [...new Set(['packages/*/src/**/*.ts', ...PURE, ...places])].map((glob) => ({
    files: [glob],
    rules: rulesFor(
      MODULES.filter(({ except, only = [glob] }) => !except.includes(glob) && only.includes(glob)),
      [
        ...everywhere,
        ...SYNTAX.filter(({ except }) => !except.includes(glob)).flatMap(({ selectors, message }) =>
          selectors.map((selector) => ({ selector, message })),
        ),
      ],
    ),
  }));
}
