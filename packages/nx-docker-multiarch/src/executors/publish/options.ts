export { publishOptionsSchema as optionsSchema } from '../../plan/index.js';
