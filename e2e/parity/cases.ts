import { copyCases } from './cases/copy.js';
import { configCases } from './cases/config.js';
import { baseCases } from './cases/base.js';
import { stageCases } from './cases/stages.js';
import { addCases } from './cases/add.js';
import { ignoreCases } from './cases/ignore.js';
import type { ParityCase } from './parity-case.js';

/** All of the corpus. `BASE(name)` in a Dockerfile stands for the reference of that base. */
export const parityCases: readonly ParityCase[] = [
  ...copyCases,
  ...configCases,
  ...baseCases,
  ...stageCases,
  ...addCases,
  ...ignoreCases,
];
