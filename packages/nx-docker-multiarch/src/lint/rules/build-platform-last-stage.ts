import { formatPlatform, isSamePlatform } from '@nx-docker-multiarch/oci/model';
import type { PlannedStage, StagePlan } from '../../context/dockerfile/index.js';
import type { Found, Rule } from '../rule.js';
import type { Subject } from '../subject.js';

/** A `--platform` by which the image itself is for another platform than it says. */
export const buildPlatformLastStage: Rule = { by: 'dockerfile', find: findInTarget };

function findInTarget({ plans, stages }: Subject): readonly Found[] {
  const wrong = plans.find((plan) => {
    const last = plan.stages.at(-1);
    return last !== undefined && !isSamePlatform(last.platform, plan.facts.platform);
  });
  const last = wrong?.stages.at(-1);
  if (wrong === undefined || last === undefined) return [];
  const { stage } = firstOf(last, wrong);
  if (stage.platform === undefined) return [];
  const through = stage === last.stage ? '' : ', on which the last stage is built,';
  const isBuild = stages.some((linted) => linted.stage === last.stage && linted.runsOn === 'build');
  const what = isBuild ? 'the machine that builds it' : formatPlatform(last.platform);
  return [
    {
      severity: 'warning',
      line: stage.line,
      message: `FROM --platform=${stage.platform}${through} makes an image for ${what}, whatever platform is asked for`,
      fix: 'Take --platform out: a stage that becomes the image is for the platform that is asked for by itself.',
    },
  ];
}

/** The stage of the chain that is built on no other. */
function firstOf(last: PlannedStage, { stages }: StagePlan): PlannedStage {
  let first = last;
  for (let { base } = first; base.kind === 'stage'; base = first.base) {
    const { index } = base;
    const next = stages.find(({ stage }) => stage.index === index);
    if (next === undefined) return first;
    first = next;
  }
  return first;
}
