import { generic } from './generic.js';
import { go } from './go.js';
import type { Language } from './language.js';
import { node } from './node.js';
import { python } from './python.js';
import { staticFiles } from './static.js';

/** Every language that a Dockerfile can be written for, in the order in which a project is compared with them. */
export const LANGUAGES: readonly Language[] = [go, staticFiles, node, python, generic];
