import {
  digestStoreFile,
  findDockerignore,
  hasAll,
  readInputFiles,
  type InputFiles,
  type ScannedPart,
} from '../../context/scan/index.js';
import { settleAll } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';

/** The files of a folder that a build reaches: of the build context, or of the named context. `only` is the part of it. */
export type ReadFiles = (
  name: string | undefined,
  only: readonly string[] | undefined,
) => Promise<InputFiles>;

/** Reads files, and knows later whether anything was written since. */
export interface FileReader {
  readonly read: ReadFiles;
  /** What was found in a folder, if all that these sources of `COPY` lead to is in it. */
  readonly findScan: (name: string | undefined, sources: readonly string[]) => ScannedPart | undefined;
  /** Whether all that was looked for with `findScan` was found. */
  foundAll(): boolean;
  isAsScanned(): Promise<boolean>;
}

/** Reads the folders of a plan; the same part of one is read once for all its platforms. */
export function createFileReader(
  plan: BuildPlan,
  { cacheDirectory, clock, signal }: Pick<RunTools, 'cacheDirectory' | 'clock' | 'signal'>,
): FileReader {
  const asked = new Map<string, Promise<InputFiles>>();
  const scanned = new Map<string | undefined, ScannedPart>();
  let hasMissed = false;
  const read: ReadFiles = async (name, only) => {
    const root = name === undefined ? plan.context : (plan.buildContexts[name] ?? '');
    const files = await readInputFiles(root, {
      ignore: await findDockerignore(name === undefined ? plan.dockerfile : undefined, root),
      only,
      // BuildKit keeps modes exactly, the embedded engine as git does.
      modes: plan.engine === 'embedded' ? 'git' : 'exact',
      storeFile: digestStoreFile(cacheDirectory, root, plan.dockerfile),
      now: clock,
      signal,
    });
    scanned.set(name, files.part);
    return files;
  };
  return {
    read(name, only) {
      const key = JSON.stringify([name ?? null, only ?? null]);
      const files = asked.get(key) ?? read(name, only);
      asked.set(key, files);
      return files;
    },
    findScan(name, sources) {
      const part = scanned.get(name);
      if (part !== undefined && hasAll(part, sources)) return part;
      hasMissed = true;
      return undefined;
    },
    foundAll: () => !hasMissed,
    async isAsScanned() {
      return (await settleAll([...asked.values()])).every((files) => files.isAsScanned());
    },
  };
}
