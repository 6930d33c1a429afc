import { PluginError } from '../../errors/index.js';
import type { Language } from '../languages/language.js';
import { LANGUAGES } from '../languages/languages.js';
import type { ServiceProject } from '../languages/service-project.js';

/** A language, and what of the project told it. */
export interface Detected {
  readonly language: Language;
  readonly reason: string;
}

/** The language that was asked for, or else the one that the project's files tell. Errors: `OPTIONS_INVALID`. */
export function detectLanguage(project: ServiceProject, name: string | undefined): Detected {
  const named = LANGUAGES.find((language) => language.name === name);
  if (named !== undefined) return { language: named, reason: '--language' };
  const own = find((language) => language.detect(project));
  const found = own ?? find((language) => language.detectAbove?.(project));
  if (name === undefined && found !== undefined) return found;
  const names = LANGUAGES.map((language) => language.name).join(', ');
  const problem =
    name === undefined ? `no file of ${project.root} tells it` : `there is no ${JSON.stringify(name)}`;
  // Of what a generator throws, Nx prints the message alone.
  throw new PluginError(
    'OPTIONS_INVALID',
    `Finding the language of ${project.name}: ${problem}; give --language=…, one of ${names}`,
  );
}

function find(detect: (language: Language) => string | undefined): Detected | undefined {
  for (const language of LANGUAGES) {
    const reason = detect(language);
    if (reason !== undefined) return { language, reason };
  }
  return undefined;
}
