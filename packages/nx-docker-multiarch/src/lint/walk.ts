import type { Instruction, PlannedStage, StagePlan } from '../context/dockerfile/index.js';
import { createSureWords, type SureWords } from '../context/reach/index.js';

/** One instruction of a plan. */
export interface PlannedInstruction {
  readonly planned: PlannedStage;
  readonly instruction: Instruction;
  /** The stage's words as they are right before it. */
  readonly words: SureWords;
}

/** Every instruction that a plan needs, in the order of its stages. Errors: `DOCKERFILE_INVALID`. */
export function* walkPlan(plan: StagePlan): Generator<PlannedInstruction> {
  const ofStages = new Map<number, SureWords>();
  for (const planned of plan.stages) {
    const { stage, base, instructions } = planned;
    const words = createSureWords(plan, base.kind === 'stage' ? ofStages.get(base.index) : base.kind);
    ofStages.set(stage.index, words);
    for (const instruction of instructions) {
      yield { planned, instruction, words };
      words.enter(instruction);
    }
  }
}
