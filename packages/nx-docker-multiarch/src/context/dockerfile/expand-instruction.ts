import { dockerfileInvalid, show, type Place } from './dockerfile-invalid.js';
import type {
  AddInstruction,
  CopyInstruction,
  Instruction,
  RunInstruction,
  StopsignalInstruction,
  VolumeInstruction,
} from './instruction.js';
import { isStopSignal } from './stop-signals.js';

/** How the words of an instruction get their values. */
export interface Expander {
  readonly word: (text: string) => string;
  readonly words: (text: string) => readonly string[];
  /** The body of a heredoc. */
  readonly body: (text: string) => string;
  readonly place: Place;
}

/**
 * An instruction with its words expanded, where BuildKit expands them: not in commands, nor in `--from`, and an
 * `ARG`'s default only if it is needed, which is left to the caller.
 * Errors: `DOCKERFILE_INVALID`.
 */
export function expandInstruction(instruction: Instruction, expander: Expander): Instruction {
  const { word, words } = expander;
  switch (instruction.kind) {
    case 'ENV':
    case 'LABEL': {
      const pairs = instruction.pairs.map(({ name, value }) => ({ name: word(name), value: word(value) }));
      return { ...instruction, pairs };
    }
    case 'COPY':
      return expandTransfer(instruction, expander);
    case 'ADD':
      return expandTransfer({ ...instruction, ...expandFields(instruction, ['checksum'], word) }, expander);
    case 'RUN':
      return expandMounts(instruction, expander);
    case 'WORKDIR':
      return { ...instruction, path: word(instruction.path) };
    case 'USER':
      return { ...instruction, user: word(instruction.user) };
    case 'STOPSIGNAL':
      return expandSignal(instruction, expander);
    case 'EXPOSE':
      return { ...instruction, ports: instruction.ports.flatMap(words) };
    case 'VOLUME':
      return expandVolume(instruction, expander);
    case 'ARG':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
    case 'MAINTAINER':
    case 'ONBUILD':
    case 'SHELL':
      return instruction;
  }
}

function expandTransfer<Kind extends AddInstruction | CopyInstruction>(
  instruction: Kind,
  { word, body }: Expander,
): Kind {
  return {
    ...instruction,
    ...expandFields(instruction, ['chown', 'chmod'], word),
    sources: instruction.sources.map((source) => {
      if (source.kind === 'path') return { ...source, path: word(source.path) };
      return source.expand ? { ...source, content: body(source.content) } : source;
    }),
    destination: word(instruction.destination),
  };
}

function expandMounts(instruction: RunInstruction, { word }: Expander): RunInstruction {
  const mounts = instruction.mounts.map((mount) => ({
    ...mount,
    type: word(mount.type).toLowerCase(),
    attributes: new Map([...mount.attributes].map(([name, value]) => [name, word(value)])),
  }));
  return { ...instruction, mounts };
}

function expandVolume(instruction: VolumeInstruction, { word, place }: Expander): VolumeInstruction {
  const paths = instruction.paths.map(word);
  if (!paths.includes('')) return { ...instruction, paths };
  throw dockerfileInvalid(
    place,
    `a path of VOLUME (${instruction.paths.join(' ')}) is empty once its variables are expanded`,
    'Give the variable a value, or remove the path.',
  );
}

function expandSignal(instruction: StopsignalInstruction, { word, place }: Expander): StopsignalInstruction {
  const signal = word(instruction.signal);
  if (isStopSignal(signal)) return { ...instruction, signal };
  throw dockerfileInvalid(place, `STOPSIGNAL is ${show(signal)}`, 'Write a name or a number: SIGTERM, 15.');
}

/** Those of the named fields that are there, expanded. */
function expandFields<Name extends string>(
  values: Readonly<Partial<Record<Name, string>>>,
  names: readonly Name[],
  word: (text: string) => string,
): Partial<Record<Name, string>> {
  const present = names.flatMap((name) => (values[name] === undefined ? [] : [[name, word(values[name])]]));
  return Object.fromEntries(present) as Partial<Record<Name, string>>;
}
