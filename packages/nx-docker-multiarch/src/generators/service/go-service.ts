import { offsetFromRoot } from '@nx/devkit';
import { GO_MAIN } from './go-main.js';
import { GO_TEST } from './go-test.js';
import type { ServiceLanguage } from './service-language.js';

/** A service in Go, of its standard library alone. No Go is needed to build its image. */
export const goService: ServiceLanguage = {
  imageOfBuild: false,
  files: ({ name, port }) => ({
    'go.mod': `module ${name.replace('@', '')}\n\ngo 1.19\n`,
    'main.go': GO_MAIN.replace('<port>', String(port)),
    'main_test.go': GO_TEST,
  }),
  targets: ({ root }) => ({
    build: {
      command: `go build -trimpath -o ${offsetFromRoot(root)}dist/${root}/ .`,
      options: { cwd: '{projectRoot}' },
      cache: true,
      outputs: ['{workspaceRoot}/dist/{projectRoot}'],
    },
    serve: { command: 'go run .', options: { cwd: '{projectRoot}' }, continuous: true },
    test: { command: 'go test ./...', options: { cwd: '{projectRoot}' }, cache: true },
  }),
};
