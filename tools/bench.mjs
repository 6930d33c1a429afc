// npm run bench -- [name …]: measures whole commands against their peers, in one run, and rewrites docs/benchmarks.md.
import { change, cold } from './bench/change.mjs';
import { fifty } from './bench/fifty.mjs';
import { graph } from './bench/graph.mjs';
import { memory } from './bench/memory.mjs';
import { overhead } from './bench/overhead.mjs';
import { writeBenchmarks } from './bench/report.mjs';

const BENCHES = { overhead, change, cold, memory, fifty, graph };

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}

let isWithinBounds = true;
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const result = await BENCHES[name]();
  console.log(`\n${result.lines.join('\n')}`);
  if (!result.isTrial) writeBenchmarks(name, result.lines);
  isWithinBounds &&= result.isWithinBounds;
}
process.exit(isWithinBounds ? 0 : 1);
