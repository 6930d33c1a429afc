const path = require('node:path');
const preset = require('./jest.preset.js');

module.exports = {
  projects: ['packages/oci', 'packages/nx-docker-multiarch', 'tools'].map((folder) => ({
    ...preset,
    displayName: path.basename(folder),
    rootDir: path.join(__dirname, folder),
  })),
};
