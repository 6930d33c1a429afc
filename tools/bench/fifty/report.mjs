import { createRequire } from 'node:module';
import { formatSeconds, median } from '../measure.mjs';

const { judge } = createRequire(import.meta.url)('./bounds.js');

const PLATFORMS = 2;
const MEBIBYTE = 2 ** 20;
const ROWS = {
  one: () => 'one, unchanged',
  unchanged: (count) => `all ${count}, unchanged`,
  changed: (count) => `one of ${count} changed, all run`,
  cold: (count) => `all ${count}, cold`,
};
const COLUMNS = ['plugin', 'container', 'buildx', 'floor'];

const ratio = (value) => `${value.toFixed(2)}×`;
const seconds = (value) => `${value.toFixed(2)} s`;
const mebibytes = (bytes) => `${Math.round(bytes / MEBIBYTE)} MiB`;
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** The section of the report, and whether all bounds are kept. */
export function reportFifty({ times, memory, requests, count, version }) {
  const { isWithinBounds, lines } = judge(boundsOf({ times, memory, requests, count }));
  const peaks = Object.entries(memory).map(([name, bytes]) => `${name} ${mebibytes(bytes)}`);
  return {
    isWithinBounds,
    lines: [
      `${count} services, each 21 small files copied onto one base, two platforms, pushed to a registry on the same machine. ` +
        `The peers: @nx-tools/nx-container ${version} with its docker engine, and \`docker buildx build --push\` in a shell's ` +
        'loop, both without provenance. Nx does three tasks at once, as it does by itself. Cold: new repositories, the ' +
        "builder's and the plugin's caches dropped. Median (least–most); where there is one round, that.",
      '',
      ...table(times, count),
      '',
      ...ratios(times, count),
      '',
      ...lines,
      '',
      `Most memory of a process that runs tasks: ${peaks.join(', ')}. Requests of the ${count} unchanged, by kind: ${requests.kinds}.`,
    ],
  };
}

function table(times, count) {
  const cell = (values) => (values === undefined ? '–' : formatSeconds(values));
  return [
    '| | the plugin | nx-container | bare buildx | Nx with a no-op executor (all: a batch) |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(ROWS).map(
      ([row, title]) =>
        `| ${title(count)} | ${COLUMNS.map((column) => cell(times[row][column])).join(' | ')} |`,
    ),
  ];
}

function ratios(times, count) {
  const row = (name, { plugin, container, buildx, floor }) => {
    const own = median(plugin);
    const cells = [ratio(own / median(container)), ratio(own / median(buildx)), seconds(own - median(floor))];
    return `| ${name} | ${cells.join(' | ')} |`;
  };
  return [
    '| the plugin | of nx-container | of bare buildx | beyond the no-op |',
    '| --- | --- | --- | --- |',
    ...Object.entries(ROWS).map(([name, title]) => row(title(count), times[name])),
  ];
}

function boundsOf({ times, memory, requests, count }) {
  const own = (row) => median(times[row].plugin);
  const ofContainer = (row) => own(row) / median(times[row].container);
  const beyondFloor = (row) => own(row) - median(times[row].floor);
  const { 'no-op batch': noop, ...plugin } = memory;
  return [
    { what: 'one unchanged, of nx-container', value: ofContainer('one'), bound: 0.55, format: ratio },
    { what: "one unchanged, beyond Nx's own", value: beyondFloor('one'), bound: 0.25, format: seconds },
    { what: 'all unchanged, of nx-container', value: ofContainer('unchanged'), bound: 0.08, format: ratio },
    { what: "all unchanged, beyond Nx's own", value: beyondFloor('unchanged'), bound: 1.5, format: seconds },
    { what: 'one changed, of nx-container', value: ofContainer('changed'), bound: 0.12, format: ratio },
    {
      what: 'most memory above a no-op batch',
      value: Math.max(...Object.values(plugin)) - noop,
      bound: 130e6,
      format: megabytes,
    },
    {
      what: `requests of the ${count} unchanged, with two a platform, one a tag, and one for the base`,
      value: requests.all,
      bound: count * (2 * PLATFORMS + 1) + 1,
      format: String,
    },
  ];
}
