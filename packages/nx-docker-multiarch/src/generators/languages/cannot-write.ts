import { PluginError } from '../../errors/index.js';
import type { ServiceProject } from './service-project.js';

/** Why there can't be a Dockerfile for a project as it is, and the way out. Of what a generator throws, Nx prints the message alone. */
export function cannotWrite({ name }: ServiceProject, reason: string, wayOut: string): PluginError {
  return new PluginError('OPTIONS_INVALID', `Writing the Dockerfile of ${name}: ${reason}\n  ${wayOut}`);
}
