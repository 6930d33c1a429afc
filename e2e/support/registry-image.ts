import { succeed } from './command.js';

/** One child of an index, as `crane manifest` prints it. */
export interface Child {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RemoteDocument {
  readonly mediaType: string;
  readonly manifests?: readonly Child[];
  readonly layers?: readonly Child[];
  readonly config?: Child;
}

/** The manifest or index behind a name, read by a tool that is not ours. */
export async function craneManifest(name: string): Promise<RemoteDocument> {
  return JSON.parse(await succeed('crane', ['manifest', '--insecure', name])) as RemoteDocument;
}

export function craneDigest(name: string): Promise<string> {
  return succeed('crane', ['digest', '--insecure', name]);
}

/** `os/architecture` of the images in an index, in its order; attestations left out. */
export function platformsOf({ manifests = [] }: RemoteDocument): readonly string[] {
  return manifests
    .filter((child) => !isAttestation(child))
    .map(({ platform }) => `${platform?.os}/${platform?.architecture}`);
}

export function attestationsOf({ manifests = [] }: RemoteDocument): readonly Child[] {
  return manifests.filter(isAttestation);
}

/** What the image prints when Docker runs it for a platform, freshly pulled. */
export function runImage(name: string, platform: string, args: readonly string[] = []): Promise<string> {
  return succeed('docker', [
    'run',
    '--rm',
    '--pull',
    'always',
    '--quiet',
    '--platform',
    platform,
    name,
    ...args,
  ]);
}

function isAttestation({ annotations }: Child): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}
