/** What a path of the registry's API means (distribution-spec §Endpoints). */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: string }
  /** `session` is empty where an upload begins. */
  | { readonly kind: 'upload'; readonly repository: string; readonly session: string }
  | { readonly kind: 'tags'; readonly repository: string };

const MANIFEST = /^\/v2\/(.+)\/manifests\/([^/]+)$/;
const UPLOAD = /^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/;
const BLOB = /^\/v2\/(.+)\/blobs\/([^/]+)$/;
const TAGS = /^\/v2\/(.+)\/tags\/list$/;

/** `undefined` if the API has no such path. */
export function parseRoute(path: string): Route | undefined {
  if (path === '/v2/') return { kind: 'base' };
  const [, manifestRepository, reference] = MANIFEST.exec(path) ?? [];
  if (manifestRepository && reference) return { kind: 'manifest', repository: manifestRepository, reference };
  const [, uploadRepository, session = ''] = UPLOAD.exec(path) ?? [];
  if (uploadRepository) return { kind: 'upload', repository: uploadRepository, session };
  const [, blobRepository, digest] = BLOB.exec(path) ?? [];
  if (blobRepository && digest) return { kind: 'blob', repository: blobRepository, digest };
  const [, tagsRepository] = TAGS.exec(path) ?? [];
  return tagsRepository ? { kind: 'tags', repository: tagsRepository } : undefined;
}
