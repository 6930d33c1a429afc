import { PluginError } from '../../errors/index.js';
import type { ServiceProject } from './service-project.js';

/** Why there can't be a Dockerfile for a project as it is, and the way out. */
export function cannotWrite({ name }: ServiceProject, reason: string, hint: string): PluginError {
  return new PluginError('OPTIONS_INVALID', `Writing the Dockerfile of ${name}: ${reason}`, { hint });
}
