import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';

/** One node of a builder, as far as it is known before the build. */
export interface BuilderNode {
  readonly name: string;
  readonly endpoint: string;
  /** `running`, `inactive`, `stopped`, …; empty where none is said. */
  readonly status: string;
  /** Why it can't be asked. */
  readonly problem: string | undefined;
  /** As it says itself; `undefined` unless it runs. */
  readonly buildkitVersion: string | undefined;
  /** What it says that it builds for; empty unless it runs. */
  readonly platforms: readonly Platform[];
  /** Those of them that the user has given to it; for these, buildx takes it before any other node. */
  readonly givenPlatforms?: readonly Platform[];
}

/** A builder instance of buildx. */
export interface Builder {
  readonly name: string;
  /** `docker`, `docker-container`, `remote`, `kubernetes`, `cloud`; empty where it can't be known. */
  readonly driver: string;
  /** Why none of its nodes can be asked. */
  readonly problem: string | undefined;
  readonly nodes: readonly BuilderNode[];
}

const FIELD = /^([A-Za-z][\w ]*):\s*(.*)$/;

/** Reads what `docker buildx inspect` prints. What it does not know is passed over: versions differ in it. */
export function parseInspect(text: string): Builder {
  const [head = new Map<string, string>(), ...nodes] = readSections(text);
  return {
    name: head.get('name') ?? '',
    driver: head.get('driver') ?? '',
    problem: head.get('error'),
    nodes: nodes.map((node) => ({
      name: node.get('name') ?? '',
      endpoint: node.get('endpoint') ?? '',
      status: node.get('status') ?? '',
      problem: node.get('error'),
      // `Buildkit` in older versions.
      buildkitVersion: node.get('buildkit version') ?? node.get('buildkit'),
      ...readPlatforms(node.get('platforms') ?? ''),
    })),
  };
}

/** Fields by lower-case name: the builder's own first, then those of each node. A section begins at a name. */
function readSections(text: string): Map<string, string>[] {
  const sections: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    const [, name, value = ''] = FIELD.exec(line.trimEnd()) ?? [];
    if (name === undefined) continue;
    if (name === 'Name') sections.push(new Map());
    const section = sections.at(-1);
    const key = name.toLowerCase();
    if (section && !section.has(key)) section.set(key, value);
  }
  return sections;
}

function readPlatforms(text: string): Required<Pick<BuilderNode, 'platforms' | 'givenPlatforms'>> {
  const listed = text.split(',').flatMap((item) => {
    // A star marks those that the user has given to the node.
    const [, name = '', star = ''] = /^\s*([^\s*]*)(\*?)\s*$/.exec(item) ?? [];
    try {
      return [{ platform: parsePlatform(name), isGiven: star !== '' }];
    } catch {
      return [];
    }
  });
  return {
    platforms: listed.map(({ platform }) => platform),
    givenPlatforms: listed.flatMap(({ platform, isGiven }) => (isGiven ? [platform] : [])),
  };
}
