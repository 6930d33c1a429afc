import type { Instruction } from '../../context/dockerfile/index.js';
import { assignmentsIn } from '../assignments.js';
import type { Found, Rule } from '../rule.js';
import type { Subject } from '../subject.js';

/** What the last words of a name that holds a secret are; a word alone can be a secret too, but for those of `NEVER_ALONE`. */
const SECRET =
  /(?:^|_)(?:token|secret|password|passwd|passphrase|pass|pwd|pat|credentials?|apikey|(?:api|access|private|secret|signing|encryption|auth|account|ssh|deploy|license)_?key|secret_key_base|connection_string|auth)$/;
const NEVER_ALONE = /^(?:pass|pat|pwd|auth)$/;
const HARMLESS_NAME =
  /(?:^|_)(?:public|pub|no|max|min|allow|allow_empty|require|enable|use|num|random)(?:_|$)/;
/** A path, a switch, a number, or the name of where it is kept. */
const HARMLESS_VALUE =
  /^(?:\.{0,2}\/.*|~\/.*|file:.*|true|false|yes|no|on|off|none|null|\d+|\S+\.(?:pem|key|json|txt|crt))$/i;

/** What BuildKit's own check looks for in a name, and by which words it lets it be (`SecretsUsedInArgOrEnv`). */
const BUILDKIT_SECRET = /(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const BUILDKIT_HARMLESS = /(?:^|_)(?:public|file|version)(?:_|$)/i;

/** A secret where everybody who has the image, its history or its provenance can read it. */
export const secretInArgs: Rule = { by: 'dockerfile', find: findSecrets };

function findSecrets({ dockerfile, stages }: Subject): readonly Found[] {
  const instructions = stages.flatMap(({ uses }) => uses[0]?.planned.instructions ?? []);
  return [
    // BuildKit passes over what stands before the first FROM.
    ...dockerfile.globalArgs.flatMap((arg) => inInstruction(arg, () => false)),
    ...instructions.flatMap((instruction) => inInstruction(instruction, isBuildCheck)),
  ];
}

function inInstruction(instruction: Instruction, isBuildCheck: (name: string) => boolean): readonly Found[] {
  const { kind, line } = instruction;
  if (kind !== 'ARG' && kind !== 'ENV') return [];
  return assignmentsIn(instruction)
    .filter(({ name, value }) => isSecret(kind, name, value))
    .map(({ name }) => ({
      severity: 'warning',
      line,
      message: `${kind} ${name} looks like a secret: ${kind === 'ARG' ? 'build arguments are in the history of the image and in its provenance' : 'everybody who can pull the image can read its environment'}`,
      fix: `Mount it in the RUN that needs it, --mount=type=secret,id=${name}, and name its source in the option secrets; what the program needs when it runs, give the container.`,
      ...(isBuildCheck(name) && { isBuildCheck: true }),
    }));
}

function isBuildCheck(name: string): boolean {
  return BUILDKIT_SECRET.test(name) && !BUILDKIT_HARMLESS.test(name);
}

function isSecret(kind: 'ARG' | 'ENV', name: string, value: string | undefined): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  if (!SECRET.test(words) || NEVER_ALONE.test(words) || HARMLESS_NAME.test(words)) return false;
  const bare = (value ?? '').replace(/^(["'])(.*)\1$/, '$2');
  if (bare === '') return kind === 'ARG';
  return !HARMLESS_VALUE.test(bare);
}
