import { goService } from './go-service.js';
import { nodeService } from './node-service.js';
import type { ServiceLanguage } from './service-language.js';

/** Every language that a service can be made in, by the name that `--language` takes. */
export const SERVICE_LANGUAGES: Readonly<Record<string, ServiceLanguage>> = {
  go: goService,
  node: nodeService,
};
