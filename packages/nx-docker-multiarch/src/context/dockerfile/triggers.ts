import { dockerfileInvalid, show } from './dockerfile-invalid.js';
import type { Dockerfile, Stage } from './dockerfile.js';
import type { Instruction, Lines } from './instruction.js';
import { parseInstruction } from './parse-instruction.js';
import { createLineReader } from './physical-lines.js';
import { readRequests } from './read-requests.js';

const REFUSED = ['FROM', 'ONBUILD', 'MAINTAINER'];

/**
 * The instructions that an `OnBuild` list triggers in a stage. Their lines are those of its `FROM`.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function parseTriggers(
  triggers: readonly string[],
  { name }: Pick<Dockerfile, 'name'>,
  { line, endLine }: Lines,
): readonly Instruction[] {
  return triggers.map((trigger) => {
    const requests = [...readRequests(createLineReader(trigger, name), '\\')];
    const [request] = requests;
    const place = { name, line };
    if (!request || requests.length > 1 || REFUSED.includes(request.keyword))
      throw dockerfileInvalid(
        place,
        `the base of this stage triggers ${show(trigger)}, which is not one instruction for a stage`,
        'Use another base, or correct its ONBUILD.',
      );
    const written = { ...request.written, line, endLine };
    return parseInstruction({ ...request, written, place });
  });
}

/** The same Dockerfile with instructions put first in stages, by index. Plan it again: they can need other stages. */
export function withTriggers(
  dockerfile: Dockerfile,
  triggers: ReadonlyMap<number, readonly Instruction[]>,
): Dockerfile {
  const stages = dockerfile.stages.map((stage): Stage => {
    const first = triggers.get(stage.index) ?? [];
    return { ...stage, instructions: [...first, ...stage.instructions] };
  });
  return { ...dockerfile, stages };
}
