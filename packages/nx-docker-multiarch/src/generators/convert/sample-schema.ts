/** For specs: every option in the schema of @nx-tools/nx-container 7.3.0, `build`. */
export const SCHEMA_OPTIONS = [
  ...['engine', 'quiet', 'add-hosts', 'allow', 'build-args', 'build-contexts', 'builder', 'cache-from'],
  ...['cache-to', 'cgroup-parent', 'context', 'file', 'labels', 'load', 'network', 'no-cache', 'outputs'],
  ...[
    'platforms',
    'provenance',
    'pull',
    'push',
    'sbom',
    'secrets',
    'secret-files',
    'shm-size',
    'ssh',
    'tags',
  ],
  ...['target', 'ulimit', 'metadata'],
];

/** The keys of `metadata` in it. */
export const SCHEMA_METADATA = [
  ...['images', 'tags', 'flavor', 'labels', 'sep-tags', 'sep-labels', 'bake-target'],
];
