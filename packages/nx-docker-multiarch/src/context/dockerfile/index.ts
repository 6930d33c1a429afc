export type { Directive, Dockerfile, Escape, Stage } from './dockerfile.js';
export type { Place } from './dockerfile-invalid.js';
export { evaluateStage, type StageEvaluation, type Step } from './evaluate-stage.js';
export { expandWord, expandWords, type Expansion, type ExpandOptions, type Lookup } from './expand-word.js';
export { formatDockerfile } from './format-dockerfile.js';
export { BUILDKIT_SYNTAX, findFrontend, findOtherFrontend } from './frontend.js';
export type {
  AddInstruction,
  ArgInstruction,
  CommandInstruction,
  CommandLine,
  CopyInstruction,
  CopySource,
  ExposeInstruction,
  HealthCheck,
  HealthcheckInstruction,
  Heredoc,
  Instruction,
  Lines,
  MaintainerInstruction,
  Mount,
  OnbuildInstruction,
  Pair,
  PairsInstruction,
  RunInstruction,
  ShellInstruction,
  StopsignalInstruction,
  UserInstruction,
  VolumeInstruction,
  WorkdirInstruction,
  Written,
} from './instruction.js';
export { parseDirectives, parseDockerfile } from './parse-dockerfile.js';
export { planStages } from './plan-stages.js';
export { contextNameOf } from './resolve-source.js';
export { startScope, type Scope } from './scope.js';
export type {
  PlannedStage,
  Source,
  StageFacts,
  StagePlan,
  StageReference,
  UndefinedName,
} from './stage-plan.js';
export { parseTriggers, withTriggers } from './triggers.js';
