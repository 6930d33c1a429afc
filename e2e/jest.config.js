const preset = require('../jest.preset.js');

module.exports = {
  ...preset,
  displayName: 'e2e',
  rootDir: __dirname,
  globalSetup: '<rootDir>/support/detect-engines.ts',
  globalTeardown: '<rootDir>/support/remove-templates.ts',
  // One daemon and one registry serve all suites, on two cores.
  maxWorkers: 1,
  testTimeout: 300_000,
};
