import { CodedError } from '@nx-docker-multiarch/oci/errors';
import type { PluginErrorCode } from './codes.js';

/** A failure raised by the plugin. */
export class PluginError extends CodedError<PluginErrorCode> {
  override readonly name = 'PluginError';
}
