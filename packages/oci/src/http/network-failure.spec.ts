import { networkFailure } from './network-failure.js';

describe('networkFailure', () => {
  const url = new URL('https://registry.test/v2/?secret=1');

  it.each<[string, unknown, string, string]>([
    [
      'a certificate of one’s own',
      coded('DEPTH_ZERO_SELF_SIGNED_CERT'),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'Set NODE_EXTRA_CA_CERTS to a file with the certificate authority of the registry.',
    ],
    [
      'an old certificate',
      coded('CERT_HAS_EXPIRED'),
      'CERT_HAS_EXPIRED',
      'Renew the certificate of the registry.',
    ],
    [
      'several addresses that refuse',
      Object.assign(new AggregateError([coded('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
      'Start the registry, or check its host and port.',
    ],
    [
      'a closed socket',
      Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
      'other side closed',
      'Check the network, the firewall and the proxy between this machine and the registry.',
    ],
    [
      'a connection that never comes',
      coded('UND_ERR_CONNECT_TIMEOUT'),
      'CONNECT_TIMEOUT',
      'Check the network, the firewall and the proxy between this machine and the registry.',
    ],
    [
      'what is no error',
      'odd',
      'odd',
      'Check the network, the firewall and the proxy between this machine and the registry.',
    ],
  ])('explains %s', (_title, cause, reason, hint) => {
    expect(networkFailure(url, cause)).toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: `Reaching registry.test: ${reason}`,
      hint,
      cause,
    });
  });
});

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}
