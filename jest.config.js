const preset = require('./jest.preset.js');

module.exports = {
  projects: ['oci', 'nx-docker-multiarch'].map((name) => ({
    ...preset,
    displayName: name,
    rootDir: `${__dirname}/packages/${name}`,
  })),
};
