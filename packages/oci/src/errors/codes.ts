/** Every code that this package raises; `docs/errors.md` has a section for each. */
export type OciErrorCode =
  | 'DIGEST_INVALID'
  | 'PLATFORM_INVALID'
  | 'REFERENCE_INVALID'
  | 'DOCUMENT_INVALID'
  | 'NOT_FOUND'
  | 'CONTENT_MISMATCH'
  | 'CONTENT_TOO_LARGE'
  | 'LAYER_INVALID'
  | 'LAYER_UNSUPPORTED'
  | 'LAYOUT_INVALID'
  | 'LAYOUT_FAILED'
  | 'REGISTRY_DENIED'
  | 'REGISTRY_FAILED'
  | 'REGISTRY_UNREACHABLE'
  | 'REGISTRY_UNSAFE'
  | 'CREDENTIALS_INVALID'
  | 'VERIFY_FAILED';
