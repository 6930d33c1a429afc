import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { fileName } from './tools/eslint/file-name.mjs';
import { singlePlaces } from './tools/eslint/single-places.mjs';

const SPECS = ['**/*.spec.ts'];
const TYPESCRIPT = ['packages/*/src/**/*.ts', 'e2e/**/*.ts', 'tools/**/*.ts'];

const noMocks = {
  selector:
    'CallExpression[callee.object.name="jest"][callee.property.name=/^(mock|doMock|setMock|unstable_mockModule)$/]',
  message: 'Modules are not mocked: what a test has to replace is an argument.',
};
const noSilentSkips = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
    message: 'A test that cannot run goes through describeWith, which says why.',
  },
  {
    selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
    message: 'A test that cannot run goes through describeWith, which says why.',
  },
];
const exportsOnly = {
  selector:
    'Program > :not(ExportNamedDeclaration, ExportAllDeclaration), Program > ExportNamedDeclaration[declaration]',
  message: 'index.ts holds exports only.',
};
const testSyntax = [noMocks, ...noSilentSkips];

// Rules that need types are in .oxlintrc.json: there they take a fifth of the time.
export default defineConfig(
  globalIgnores(['**/dist/', '.nx/', '**/templates/', 'tmp/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { local: { rules: { 'file-name': fileName } } },
    rules: {
      'local/file-name': 'error',
      eqeqeq: 'error',
      'no-unreachable': 'error',
      'no-fallthrough': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    rules: { 'no-unused-vars': 'error', 'prefer-const': 'error', 'no-var': 'error' },
  },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', ...testSyntax],
    },
  },
  { files: ['packages/*/src/**/*.ts'], rules: { 'no-console': 'error' } },
  ...singlePlaces(testSyntax),
  {
    files: ['packages/nx-docker-multiarch/src/executors/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['packages/*/src/**/index.ts'],
    rules: { 'no-restricted-syntax': ['error', ...testSyntax, exportsOnly] },
  },
  {
    files: SPECS,
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-console': 'off',
      // Jest's asymmetric matchers are `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', ...testSyntax],
    },
  },
  // A suite that specs call is one long function by its nature.
  { files: ['**/*-contract.ts', '**/*-contract/**'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['e2e/support/**'], rules: { 'no-restricted-syntax': 'off' } },
);
