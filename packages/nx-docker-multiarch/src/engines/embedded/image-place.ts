import { CodedError } from '../../errors/index.js';
import type { Dockerfile, PlannedStage, Source } from '../../context/dockerfile/index.js';
import { nearestName } from '../../plan/nearest-name.js';

/** Where a Dockerfile names an image. */
export interface ImagePlace {
  readonly line: number;
  readonly keyword: 'FROM ' | '--from=';
}

const UNREACHED: ReadonlySet<string> = new Set(['REGISTRY_UNREACHABLE', 'REGISTRY_FAILED']);

/** The `FROM` of a stage. */
export function placeOf({ stage }: PlannedStage): ImagePlace {
  return { line: stage.line, keyword: 'FROM ' };
}

/** The failure to read an image, with the place that names it and what may have been meant; a bug as it is. */
export function placedFailure(
  error: unknown,
  source: Source,
  { line, keyword }: ImagePlace,
  { name: file, stages }: Dockerfile,
): unknown {
  if (!(error instanceof CodedError) || error.code === 'CANCELLED') return error;
  const { code, message, hint, cause } = error as CodedError;
  const named = source.kind === 'image' ? source.reference : source.kind === 'context' ? source.name : '';
  // A name with a tag or a registry is hardly a stage's.
  const isStageLike = source.kind === 'image' && !/[:/@]/.test(named);
  const names = stages.flatMap(({ name }) => name ?? []);
  const nearest = isStageLike ? nearestName(named, names) : undefined;
  const hints = [
    ...(nearest === undefined ? [] : [`Did you mean the stage ${nearest}?`]),
    ...(hint === undefined ? [] : [hint]),
    ...(UNREACHED.has(code)
      ? [
          'Where there is a mirror of that registry, name it with the option "mirrors", or build with --engine=buildx if Docker has one.',
        ]
      : []),
  ];
  return new CodedError(code, `${file}:${line}: ${keyword}${named}: ${message}`, {
    ...(hints.length > 0 && { hint: hints.join('\n') }),
    cause,
  });
}
