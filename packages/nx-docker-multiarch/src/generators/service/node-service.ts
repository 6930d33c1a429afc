import { NODE_MAIN, NODE_SERVICE, NODE_TEST } from './node-files.js';
import type { ServiceLanguage } from './service-language.js';

const OUTPUT = "'dist/{projectRoot}', { recursive: true";

/** A service in JavaScript, of Node's own modules alone. Its image is copied of the build: nothing runs for it. */
export const nodeService: ServiceLanguage = {
  imageOfBuild: true,
  files: ({ port }) => ({
    'src/main.mjs': NODE_MAIN.replace('<port>', String(port)),
    'src/service.mjs': NODE_SERVICE,
    'service.test.mjs': NODE_TEST,
  }),
  targets: () => ({
    // A bundler, if there is one some day, takes its place.
    build: {
      command: `node -e "fs.rmSync(${OUTPUT}, force: true }); fs.cpSync('{projectRoot}/src', ${OUTPUT} })"`,
      cache: true,
      outputs: ['{workspaceRoot}/dist/{projectRoot}'],
    },
    serve: { command: 'node src/main.mjs', options: { cwd: '{projectRoot}' }, continuous: true },
    test: { command: 'node --test', options: { cwd: '{projectRoot}' }, cache: true },
  }),
};
