import type { PluginOptions } from './plugin-options.js';

/**
 * The names that nx.json gives an image, as the executor takes them: with tokens. The image of `Dockerfile.worker` is
 * called as its project with `-worker`. None without `registry` and `tags`.
 */
export function imageTags(
  { registry, tags }: PluginOptions,
  suffix: string | undefined,
): readonly string[] | undefined {
  const own = suffix === undefined ? '' : `-${suffix}`.toLowerCase();
  if (registry === undefined && tags === undefined) return undefined;
  return (tags ?? ['latest']).map((tag) =>
    tag.includes('/') ? insertBeforeTag(tag, own) : `${registry}/{projectName}${own}:${tag}`,
  );
}

function insertBeforeTag(name: string, text: string): string {
  const colon = name.lastIndexOf(':');
  const end = colon > name.lastIndexOf('/') ? colon : name.length;
  return name.slice(0, end) + text + name.slice(end);
}
