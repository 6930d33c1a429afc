/**
 * Times each of several commands in turn, A B C A B C …, so that a drift of the machine meets all of them. Seconds. A
 * command with `rounds` of its own takes part in the first ones only.
 */
export function measureInTurn(rounds, commands) {
  const names = Object.keys(commands);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const { prepare, act, rounds: most = rounds } = commands[name];
      if (round >= most) continue;
      prepare?.();
      const started = performance.now();
      act();
      times[name].push((performance.now() - started) / 1000);
    }
  }
  return times;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `1.23 s (1.20–1.31)`: the median, the least and the most. */
export function formatSeconds(values) {
  return `${median(values).toFixed(2)} s (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}
