import { OciError, TransientError } from '../errors/index.js';

const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the registry, or check its host and port.',
  ENOTFOUND: 'Check the name of the registry, and the name servers of this machine.',
  EAI_AGAIN: 'Check the name servers and the network of this machine.',
  EPROTO: 'If the registry speaks plain HTTP, list it in insecureRegistries.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'If the registry speaks plain HTTP, list it in insecureRegistries.',
  CERT_HAS_EXPIRED: 'Renew the certificate of the registry.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Use the name that the certificate of the registry is for.',
};

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_UNTRUSTED/;

const WITHOUT_TLS = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER']);

/** What no second attempt changes: a name that nobody knows, and all that is wrong with a certificate or with TLS. */
const LASTING = /^(?:ENOTFOUND|EPROTO|ERR_SSL_.*|ERR_TLS_.*|CERT_.*)$/;

/** What to say of a request that got no answer: the host, and the system's reason. */
export function networkFailure(url: URL, cause: unknown): OciError {
  const reason = reasonOf(cause);
  const hint = UNTRUSTED.test(reason)
    ? 'Set NODE_EXTRA_CA_CERTS to a file with the certificate authority of the registry.'
    : (HINTS[reason] ??
      'Check the network, the firewall and the proxy between this machine and the registry.');
  const Failure = LASTING.test(reason) || UNTRUSTED.test(reason) ? OciError : TransientError;
  return new Failure('REGISTRY_UNREACHABLE', `Reaching ${url.host}: ${reason}`, { hint, cause });
}

/** Whether something answered, and spoke no TLS. */
export function isWithoutTls(failure: unknown): boolean {
  return failure instanceof OciError && WITHOUT_TLS.has(reasonOf(failure.cause));
}

function reasonOf(cause: unknown): string {
  const { code, message } = Object(cause) as Partial<NodeJS.ErrnoException>;
  // Of these the code says nothing: a socket that was closed, a proxy that refused.
  const isVague = code === 'UND_ERR_SOCKET' || code === 'UND_ERR_ABORTED';
  if (typeof code === 'string' && !isVague) return code.replace(/^UND_ERR_/, '');
  return message ?? String(cause);
}
