import { formatReference } from '@nx-docker-multiarch/oci/model';
import { copyImage, createLayoutStore, replaceLayoutRoot } from '@nx-docker-multiarch/oci/store';
import type { LoadedImage } from '../engines/index.js';
import type { BuildPlan } from '../plan/index.js';
import { contentsOf, type ProvedImage } from './proved-image.js';
import type { RunTools } from './run-tools.js';

/**
 * Writes the image as an OCI layout, if the plan wants one: named by the first tag, or `latest`. Until it is complete
 * the folder holds what it held before. Errors: `LAYOUT_INVALID`.
 */
export async function writeOutputLayout(
  { outputPath, references }: BuildPlan,
  image: ProvedImage,
  { signal, progress, bases }: RunTools,
): Promise<void> {
  if (outputPath === undefined) return;
  progress(`writing layout ${outputPath}`);
  const layout = createLayoutStore(outputPath);
  for (const { descriptor, store } of contentsOf(image))
    await copyImage(descriptor, store, layout, { signal });
  await layout.writeManifest(await image.readRoot(signal), undefined, signal);
  await replaceLayoutRoot(outputPath, image.root, references[0]?.tag ?? 'latest', signal);
  bases.forgetLayout(outputPath);
}

/** Loads the image into Docker, if the plan wants it: under its tags. */
export async function loadIntoDocker(
  plan: BuildPlan,
  image: ProvedImage,
  { loader, signal, progress }: RunTools,
): Promise<LoadedImage | undefined> {
  if (!plan.load) return undefined;
  progress('loading into Docker');
  return loader.load(
    {
      root: await image.readRoot(signal),
      contents: contentsOf(image),
      names: plan.references.map(formatReference),
    },
    signal,
  );
}
