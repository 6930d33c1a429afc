import { binaryRecipe } from './binary.js';
import type { Language } from './language.js';

/** Any program that is there for each platform already. No file tells it: it has to be named. */
export const generic: Language = {
  name: 'generic',
  detect: () => undefined,
  describe: (project, request) => binaryRecipe(project, request, 'debian:13-slim'),
};
