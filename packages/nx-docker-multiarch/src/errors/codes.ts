/** Every code that the plugin itself raises; `docs/errors.md` has a section for each. */
export type PluginErrorCode =
  | 'OPTIONS_INVALID'
  | 'TOOL_MISSING'
  | 'ENGINE_MISSING'
  | 'PROCESS_FAILED'
  | 'BUILD_FAILED'
  | 'PLATFORM_MISMATCH'
  | 'CONTEXT_INVALID'
  | 'DOCKERFILE_INVALID'
  | 'DOCKERFILE_UNSUPPORTED'
  | 'BASE_IMAGE_MISSING'
  | 'LOAD_FAILED'
  | 'IMAGE_NOT_BUILT'
  | 'VERSION_TAKEN'
  | 'DISC_FAILED'
  | 'CANCELLED';
