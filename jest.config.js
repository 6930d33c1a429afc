const path = require('node:path');
const preset = require('./jest.preset.js');

/** Takes longer than all the rest, and is therefore in `npm test` and not in `npm run check`. */
const FAULTS = 'packages/oci/src/testing/faults';

const projects = ['packages/oci', 'packages/nx-docker-multiarch', 'tools', FAULTS];

module.exports = {
  projects: projects.map((folder) => ({
    ...preset,
    displayName: path.basename(folder),
    rootDir: path.join(__dirname, folder),
    testPathIgnorePatterns: [...preset.testPathIgnorePatterns, ...(folder === FAULTS ? [] : [`/${FAULTS}/`])],
  })),
};
