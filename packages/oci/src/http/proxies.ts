import { BlockList, isIP } from 'node:net';
import { OciError } from '../errors/index.js';
import { isLoopbackHost } from './address.js';

/** The proxies of this machine, as they are written in its environment. */
export interface Proxies {
  /** For plain HTTP: `http://proxy.test:3128`, or without the scheme. */
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** What is reached without: names and all below them, addresses, networks (`10.0.0.0/8`), each with or without a port; `*`. */
  readonly except?: string | undefined;
}

/** What `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say; in lower case they come first. */
export function readProxies(env: Readonly<Record<string, string | undefined>>): Proxies {
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  return { http: read('HTTP_PROXY'), https: read('HTTPS_PROXY'), except: read('NO_PROXY') };
}

/** The proxy for a URL, if there is one; never for this machine itself. Errors: `REGISTRY_UNREACHABLE` if it is no proxy. */
export function findProxy(url: URL, proxies: Proxies | undefined): URL | undefined {
  const proxy = url.protocol === 'https:' ? proxies?.https : proxies?.http;
  if (proxy === undefined || isLoopbackHost(url.host) || isExcepted(url, proxies?.except ?? ''))
    return undefined;
  const href = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (URL.canParse(href) && /^https?:/.test(href)) return new URL(href);
  // The text may hold a password.
  throw new OciError('REGISTRY_UNREACHABLE', `Reaching ${url.host}: its proxy is not an http or https URL`, {
    hint: 'Write HTTP_PROXY and HTTPS_PROXY like http://proxy.example:3128.',
  });
}

function isExcepted(url: URL, except: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return except
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = entry, ofPort] = /^(\[.*\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      return (ofPort === undefined || ofPort === port) && covers(name.replace(/^\[|\]$/g, ''), host);
    });
}

function covers(entry: string, host: string): boolean {
  if (entry === '*') return true;
  const version = isIP(host);
  if (version === 0) {
    const name = entry.replace(/^\*?\./, '');
    return host === name || host.endsWith(`.${name}`);
  }
  const [network = '', bits] = entry.split('/');
  if (isIP(network) !== version) return false;
  const all = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? all : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > all) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(host, family);
}
