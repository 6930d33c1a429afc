import { samplePlan } from '../../plan/sample-plan.js';
import { chooseOutput } from './output.js';

const place = (name: string): string => `/run/${name}`;
const LAYOUT = { kind: 'layout', directory: '/run/layout' };

describe('chooseOutput', () => {
  it.each(['remote', 'docker-container', 'kubernetes', 'cloud'])('lets %s push by digest', (driver) => {
    expect(chooseOutput(samplePlan({ push: true }), driver, place)).toEqual({
      kind: 'repository',
      repository: 'localhost:5000/acme/greeter',
      isInsecure: false,
      metadataFile: '/run/metadata.json',
    });
  });

  it('knows registries that are listed as insecure', () => {
    const plan = samplePlan({ push: true, insecureRegistries: ['localhost:5000'] });
    expect(chooseOutput(plan, 'remote', place)).toMatchObject({ isInsecure: true });
  });

  it.each([
    ['the docker driver, which can not', samplePlan({ push: true }), 'docker'],
    ['a driver that is not known', samplePlan({ push: true }), undefined],
    ['a build that is not pushed', samplePlan(), 'remote'],
    ['a plan without names', samplePlan({ push: true, references: [] }), 'remote'],
  ])('takes a layout from %s', (_title, plan, driver) => {
    expect(chooseOutput(plan, driver, place)).toEqual(LAYOUT);
  });
});
