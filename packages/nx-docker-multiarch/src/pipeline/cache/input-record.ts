import { canonicalJson, digestOf, isDigest, type Digest } from '@nx-docker-multiarch/oci/model';
import type { InputFile } from '../../context/scan/index.js';
import type { PlatformInputs } from '../inputs/platform-inputs.js';

/**
 * What is recorded of the inputs of an image, to say later what has changed: by subject, each item and what it was. Values
 * of arguments, labels and annotations stand there as digests.
 */
export type InputRecord = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A record of a very large context is left out, for nobody would read the differences. */
const MAX_BYTES = 4 * 1024 * 1024;

const DIGESTED = { buildArgs: 'build argument', labelTemplates: 'label', annotationTemplates: 'annotation' };

/** The record of these inputs. */
export function toRecord(inputs: PlatformInputs): InputRecord {
  const {
    platform,
    dockerfile,
    bases,
    files,
    remote,
    secrets,
    ssh,
    sbom,
    helpers,
    sourceDateEpoch,
    options,
  } = inputs;
  const { buildArgs, labelTemplates, annotationTemplates, ...others } = options;
  const texts = { buildArgs, labelTemplates, annotationTemplates };
  return {
    Dockerfile: { '': dockerfile },
    'base image': bases,
    ...Object.fromEntries(
      Object.entries(files).map(([name, list]) => [fileSubject(name), describeFiles(list.files)] as const),
    ),
    context: remote,
    ...Object.fromEntries(
      Object.entries(DIGESTED).map(([field, subject]) => [
        subject,
        digestValues(texts[field as keyof typeof texts]),
      ]),
    ),
    'image of the builder': helpers,
    option: stringValues({ platform, secrets, ssh, sbom, sourceDateEpoch, ...others }),
  };
}

/** As bytes; `undefined` if it would be too large. */
export function formatRecord(record: InputRecord): Uint8Array | undefined {
  const bytes = Buffer.from(JSON.stringify(record));
  return bytes.length > MAX_BYTES ? undefined : bytes;
}

/** Reads what `formatRecord` wrote; `undefined` of anything else. */
export function parseRecord(bytes: Uint8Array): InputRecord | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const isMap = (item: unknown): item is Record<string, unknown> =>
      typeof item === 'object' && item !== null && !Array.isArray(item);
    const isRecord =
      isMap(value) &&
      Object.values(value).every(
        (items) => isMap(items) && Object.values(items).every((item) => typeof item === 'string'),
      );
    return isRecord ? (value as InputRecord) : undefined;
  } catch {
    return undefined;
  }
}

function fileSubject(context: string): string {
  return context === '' ? 'file' : `file of ${context}`;
}

/** Of lists that several platforms have in common. */
const described = new WeakMap<readonly InputFile[], Readonly<Record<string, string>>>();

function describeFiles(files: readonly InputFile[]): Readonly<Record<string, string>> {
  const known = described.get(files);
  if (known !== undefined) return known;
  const entries = files.map(({ path, type, mode, content }) => [
    path || '.',
    [type, mode?.toString(8), content].filter((part) => part !== undefined).join(' '),
  ]);
  const items = Object.fromEntries(entries) as Readonly<Record<string, string>>;
  described.set(files, items);
  return items;
}

function digestValues(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(values).map(([name, value]): [string, Digest] => [name, digestOf(value)]);
  return Object.fromEntries(entries);
}

function stringValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : canonicalJson(value)]],
  );
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

/** One thing that is not as it was. */
export interface InputChange {
  /** `file`, `base image`, `build argument` … */
  readonly subject: string;
  readonly name: string;
  /** `undefined` if it is new. */
  readonly before: string | undefined;
  /** `undefined` if it is gone. */
  readonly after: string | undefined;
}

/** What differs between two records, by subject and name. */
export function diffRecords(before: InputRecord, after: InputRecord): readonly InputChange[] {
  const subjects = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return subjects.flatMap((subject) => {
    const [old, now] = [itemsOf(before, subject), itemsOf(after, subject)];
    const names = [...new Set([...old.keys(), ...now.keys()])].sort();
    return names
      .filter((name) => old.get(name) !== now.get(name))
      .map((name) => ({ subject, name, before: old.get(name), after: now.get(name) }));
  });
}

/** An item can be called like a member that every object has. */
function itemsOf(record: InputRecord, subject: string): ReadonlyMap<string, string> {
  return new Map(Object.hasOwn(record, subject) ? Object.entries(record[subject] ?? {}) : []);
}

/** A text of a record with its digests cut short. */
export function shortText(text: string): string {
  return text.replace(/sha256:[0-9a-f]{64}/g, (digest) => (isDigest(digest) ? digest.slice(0, 19) : digest));
}
