import { nothing } from './not-there.js';
it('never runs', () => nothing());
