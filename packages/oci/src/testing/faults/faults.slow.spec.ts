import { inspect } from 'node:util';
import { createFaultImages, createSchedule, runSchedule, type FaultRun } from './index.js';

/** Set by `npm run faults`. */
const { FAULT_RUNS = '500', FAULT_SEED = '1' } = process.env;
const [runs, first] = [Number(FAULT_RUNS), Number(FAULT_SEED)];

describe('a push under faults', () => {
  it('has the same faults for the same seed, and others for another', () => {
    expect(createSchedule(7)).toEqual(createSchedule(7));
    expect(createSchedule(7)).not.toEqual(createSchedule(8));
  });

  it(
    `ends in the right image or in a coded error, ${runs} times from seed ${first} on`,
    async () => {
      const images = await createFaultImages();
      const outcomes = { pushed: 0, failed: 0 };
      const wrong: FaultRun[] = [];
      for (let seed = first; seed < first + runs; seed++) {
        const run = await runSchedule(seed, images);
        outcomes[run.outcome]++;
        if (run.problem !== undefined) wrong.push(run);
      }
      expect(wrong.map(describeRun).join('\n')).toBe('');
      // A suite in which one of the two never comes shows nothing.
      if (runs >= 100) expect(Math.min(outcomes.pushed, outcomes.failed)).toBeGreaterThan(runs / 10);
    },
    60_000 + runs * 1_000,
  );
});

function describeRun({ schedule, problem }: FaultRun): string {
  return `seed ${schedule.seed}: ${problem}
  again: npm run faults -- --seed=${schedule.seed} --runs=1
  ${inspect(schedule, { depth: 4, breakLength: 120 })}`;
}
