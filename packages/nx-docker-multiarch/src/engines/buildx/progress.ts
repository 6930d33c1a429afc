const VERTEX_LINE = /^#(\d+) (.*)$/;
const LOG_LINE = /^\d+\.\d+ (.*)$/;
const STATE = /^(?:DONE (\d+\.\d+)s|CACHED|CANCELED|ERROR: .*)$/;
const STEP_NUMBER = /^\[[^\]]*\d+\/\d+\]/;
/** Work of the builder itself that says nothing about the Dockerfile. */
const INTERNAL =
  /^(?:\[(?:\S+ )?(?:internal|auth)\]|building with |resolving provenance|importing cache manifest)/;
const FAILURE = 'ERROR: ';
const CACHE_EXPORT = /^exporting cache/;
/** buildx prints these for layers that two platforms share, and goes on. */
const HARMLESS = /^ref \S+ locked .*unavailable/;
/** What follows tells of a failure: the step, or its place in the Dockerfile, or the sum of it. */
const EXCERPT = /^(?:------|ERROR: |\S+:\d+$)/;
/** What buildx says at the end of a build that did not fail, below a line that counts them. */
const HEED = /^(?:WARNING:| -) (.*)$/;
const COUNT = /^ ?\d+ warnings? found/;
/** Shorter steps are not worth a line of their own. */
const MIN_SECONDS_SHOWN = 1;

/**
 * Makes readable what `docker buildx build --progress=plain` prints: steps once, by name, what they print under
 * their number, how long the long ones took; what deserves a warning goes to `warn`. Ticks of transfers, the builder's
 * own work and the excerpt at the end of a failure, which belongs to the error, are left out.
 */
export function createProgress(
  emit: (line: string) => void,
  warn: (message: string) => void,
): (line: string) => void {
  const names = new Map<string, string>();
  let isExcerpt = false;
  return (line) => {
    const [, id, text = ''] = VERTEX_LINE.exec(line) ?? [];
    if (id === undefined) {
      isExcerpt ||= EXCERPT.test(line);
      const [, warning] = HEED.exec(line) ?? [];
      const isLeftOut = isExcerpt || line.trim() === '' || HARMLESS.test(line) || COUNT.test(line);
      if (warning !== undefined) warn(warning);
      else if (!isLeftOut) emit(line);
      return;
    }
    isExcerpt = false;
    const name = names.get(id);
    if (name === undefined) {
      names.set(id, text);
      if (!INTERNAL.test(text)) emit(text);
      return;
    }
    if (CACHE_EXPORT.test(name) && text.startsWith(FAILURE)) {
      warn(`${name}: ${text.slice(FAILURE.length)}`);
      return;
    }
    const said = describeEvent(name, text);
    if (said !== undefined) emit(said);
  };
}

function describeEvent(name: string, text: string): string | undefined {
  const step = STEP_NUMBER.exec(name)?.[0] ?? name;
  const [, printed] = LOG_LINE.exec(text) ?? [];
  if (printed !== undefined) return `${step} ${printed}`;
  const [state, seconds] = STATE.exec(text) ?? [];
  if (state === undefined) return undefined;
  if (state.startsWith(FAILURE)) return `${step} ${state}`;
  if (INTERNAL.test(name)) return undefined;
  if (seconds === undefined) return `${step} ${state}`;
  return Number(seconds) >= MIN_SECONDS_SHOWN ? `${step} ${state}` : undefined;
}
