import type { Registries } from '@nx-docker-multiarch/oci/store';
import {
  createDocumentMemory,
  shareBlobs,
  type BaseMemory,
  type DocumentMemory,
} from '../../pipeline/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { createOnce } from './create-once.js';

type Settings = Pick<BuildPlan, 'insecureRegistries' | 'mirrors' | 'caFiles'>;

/** Registries of the same settings, and what all services know of them. */
export interface SharedRegistries {
  readonly open: Registries['open'];
  /** The settings, as the bases know them. */
  readonly settings: string;
  /** Those of all settings. */
  readonly bases: BaseMemory;
  /** Of repositories that are only read from. */
  readonly memory: DocumentMemory;
}

/** The registries of all services of a process. */
export interface RegistriesPool {
  /** The same for the same settings. Errors: those of opening. */
  open(settings: Settings): Promise<SharedRegistries>;
  /** Drops every connection. */
  close(): Promise<void>;
}

/** Opens registries once for each kind of settings. */
export function createRegistriesPool(
  openRegistries: (settings: Settings) => Promise<Registries>,
): RegistriesPool {
  const once = createOnce<Promise<SharedRegistries>>();
  const opened: Promise<Registries>[] = [];
  const share = shareBlobs();
  const bases: BaseMemory = new Map();
  const open = async (settings: Settings): Promise<SharedRegistries> => {
    const opening = openRegistries(settings);
    opened.push(opening);
    const registries = await opening;
    const { open } = registries;
    return {
      open: (reference, access) => share(open(reference, access)),
      settings: keyOf(settings),
      bases,
      memory: createDocumentMemory(),
    };
  };
  return {
    open: (settings) => once(keyOf(settings), () => open(settings)),
    async close() {
      for (const opening of await Promise.allSettled(opened))
        if (opening.status === 'fulfilled') await opening.value.close();
    },
  };
}

/** The same text for settings that mean the same. */
export function keyOf({ insecureRegistries, mirrors, caFiles }: Settings): string {
  const sorted = <T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([[...insecureRegistries].sort(), sorted(mirrors), sorted(caFiles)]);
}
