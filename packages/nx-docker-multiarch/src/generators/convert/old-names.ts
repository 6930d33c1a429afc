/** The plugin whose targets are converted, as nx.json knows it. */
export const OLD_PLUGIN = '@nx-tools/nx-container';

/** The executors whose targets become ours. The second is what nx-container was before; its options are the same. */
export const OLD_EXECUTORS: readonly string[] = [`${OLD_PLUGIN}:build`, '@nx-tools/nx-docker:build'];

/** Ours, as nx.json knows it. */
export const NEW_PLUGIN = 'nx-docker-multiarch';
export const NEW_EXECUTOR = `${NEW_PLUGIN}:build`;

/** Options as nx-container's targets have them. */
export type OldOptions = Readonly<Record<string, unknown>>;
