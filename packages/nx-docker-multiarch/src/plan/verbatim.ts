import { splitList, type RawList } from './option-lists.js';
import { showValue, type Report } from './problems.js';
import { isRegistry } from './registries.js';

interface Rule {
  readonly fits: (item: string) => boolean;
  readonly what: string;
  readonly wayOut: string;
}

const RULES = {
  addHosts: {
    fits: matches(/^[A-Za-z0-9_.-]+[:=](?:[0-9A-Fa-f.:]+|\[[0-9A-Fa-f:]+\]|host-gateway)$/),
    what: 'is not host:address',
    wayOut: 'Write it like db.test:10.0.0.7 or db.test:host-gateway.',
  },
  ulimits: {
    fits: matches(/^[a-z]+=(?:-1|\d+)(?::(?:-1|\d+))?$/),
    what: 'is not name=soft[:hard]',
    wayOut: 'Write it like nofile=1024 or nofile=1024:2048.',
  },
  allow: {
    fits: matches(/^(?:network\.host|security\.insecure|device(?:=.+)?)$/),
    what: 'is nothing that can be allowed',
    wayOut: 'Write network.host, security.insecure or device.',
  },
  shmSize: {
    fits: matches(/^\d+(?:\.\d+)?(?:[kmgtp]i?)?b?$/i),
    what: 'is not a size',
    wayOut: 'Write bytes, or a number with a unit like 64m or 2g.',
  },
  insecureRegistries: {
    fits: isRegistry,
    what: 'is not the host of a registry',
    wayOut: 'Write it like registry.lan:5000, without https:// and without a path.',
  },
} as const satisfies Record<string, Rule>;

/** The items of an option that is handed on as it is, each once. */
export function resolveVerbatim(option: keyof typeof RULES, raw: RawList, report: Report): readonly string[] {
  const { fits, what, wayOut } = RULES[option];
  const items = [...new Set(splitList(raw))];
  items
    .filter((item) => !fits(item))
    .forEach((item) => report({ option, value: showValue(item), what, wayOut }));
  return items;
}

/** As Docker writes it: `host:address`. */
export function toAddHost(item: string): string {
  return item.replace(/^([^:=]+)=/, '$1:');
}

function matches(pattern: RegExp): (item: string) => boolean {
  return (item) => pattern.test(item);
}
