import { digestOf } from './digest.js';
import { parseImageConfig } from './image-config.js';

const rootfs = { type: 'layers', diff_ids: [digestOf('layer')] };

describe('parseImageConfig', () => {
  it('reads what runs, and on what', () => {
    const config = {
      Entrypoint: ['/app'],
      Cmd: ['-v'],
      Env: ['PATH=/bin'],
      WorkingDir: '/work',
      User: '1000',
    };
    expect(
      parse({ os: 'linux', architecture: 'arm', variant: 'v6', config, rootfs, created: 'now' }),
    ).toEqual({
      platform: { os: 'linux', architecture: 'arm', variant: 'v6' },
      diffIds: rootfs.diff_ids,
      entrypoint: ['/app'],
      cmd: ['-v'],
      env: ['PATH=/bin'],
      workingDir: '/work',
    });
  });

  it.each<[string, object]>([
    ['is missing', {}],
    ['is null', { config: null }],
    ['is empty', { config: {} }],
    [
      'holds nulls, as Docker writes them',
      { config: { Entrypoint: null, Cmd: null, Env: null, WorkingDir: '' } },
    ],
  ])('has no command and the root as working folder if the config %s', (_how, members) => {
    expect(parse({ os: 'linux', architecture: 'amd64', variant: '', rootfs, ...members })).toEqual({
      platform: { os: 'linux', architecture: 'amd64' },
      diffIds: rootfs.diff_ids,
      entrypoint: [],
      cmd: [],
      env: [],
      workingDir: '/',
    });
  });

  it.each<[string, object]>([
    ['no platform', { rootfs }],
    ['no layers', { os: 'linux', architecture: 'amd64' }],
    ['diff ids that are no digests', { os: 'linux', architecture: 'amd64', rootfs: { diff_ids: ['x'] } }],
    ['a command that is one text', { os: 'linux', architecture: 'amd64', rootfs, config: { Cmd: '/app' } }],
  ])('refuses a config with %s', (_what, json) => {
    expect(() => parse(json)).toThrow(expect.objectContaining({ code: 'DOCUMENT_INVALID' }) as Error);
  });
});

function parse(json: unknown) {
  return parseImageConfig(Buffer.from(JSON.stringify(json)), 'config');
}
