import {
  digestOf,
  OCI_LAYER_GZIP,
  parseImageConfig,
  parseManifest,
  parsePlatform,
} from '@nx-docker-multiarch/oci/model';
import { draftOf, encodeImage } from './image-document.js';
import { EMPTY_DRAFT, type ImageDraft } from './image-draft.js';

const LAYERS = ['a', 'b'].map((text) => ({
  descriptor: { mediaType: OCI_LAYER_GZIP, digest: digestOf(Buffer.from(text)), size: 1 },
  diffId: digestOf(Buffer.from(`tar ${text}`)),
}));
const ARM = parsePlatform('linux/arm/v7');

function encode(draft: Partial<ImageDraft> = {}, annotations = {}, createdAt = 0) {
  const documents = encodeImage({ ...EMPTY_DRAFT, ...draft }, ARM, LAYERS, annotations, createdAt);
  const json = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
  return {
    ...documents,
    configJson: json(documents.config.bytes),
    manifestJson: json(documents.manifest.bytes),
  };
}

describe('encodeImage', () => {
  it('says what the image is for, and names its layers in config and manifest', () => {
    const { config, manifest } = encode();
    expect(parseImageConfig(config.bytes, 'config')).toMatchObject({
      platform: ARM,
      diffIds: LAYERS.map(({ diffId }) => diffId),
    });
    const read = parseManifest(manifest);
    expect(read.config).toEqual(config.descriptor);
    expect(read.layers).toMatchObject(LAYERS.map(({ descriptor }) => descriptor));
  });

  it('has one time for all, in whole seconds as Go writes it', () => {
    const history = [{ created: '2001-02-03T04:05:06.7Z', created_by: 'base' }, { created_by: 'COPY' }];
    expect(encode({ history }, {}, 86_400).configJson).toMatchObject({
      created: '1970-01-02T00:00:00Z',
      history: [history[0], { created: '1970-01-02T00:00:00Z', created_by: 'COPY' }],
    });
  });

  it('leaves out what says nothing', () => {
    const { configJson, manifestJson } = encode({
      config: {
        User: '',
        Cmd: [],
        Labels: {},
        ArgsEscaped: false,
        Entrypoint: ['/e'],
        Volumes: { '/v': {} },
      },
    });
    expect(configJson['config']).toEqual({ Entrypoint: ['/e'], Volumes: { '/v': {} } });
    expect(configJson).not.toHaveProperty('author');
    expect(manifestJson).not.toHaveProperty('annotations');
  });

  it('gives the same bytes in whatever order members were set', () => {
    const one = encode({ config: { User: 'u', Labels: { a: '1', b: '2' } } }, { x: '1', y: '2' });
    const other = encode({ config: { Labels: { b: '2', a: '1' }, User: 'u' } }, { y: '2', x: '1' });
    expect(other.manifest).toEqual(one.manifest);
    expect(one.manifestJson['annotations']).toEqual({ x: '1', y: '2' });
  });
});

describe('draftOf', () => {
  it('gives the start of a stage: what Docker knows, and nothing else', () => {
    const history = [{ created_by: 'x', empty_layer: true }];
    const config = { Entrypoint: ['/e'], Env: ['A=1', 'PATH=/b'], Hostname: 'h', User: '', Labels: null };
    const draft = draftOf({ author: 'me', config, history, container_config: { Cmd: ['x'] } });
    expect(draft).toEqual({
      author: 'me',
      config: { Entrypoint: ['/e'], Env: ['A=1', 'PATH=/b'] },
      history,
      hasOwnCmd: false,
    });
  });

  it('adds the PATH that BuildKit adds, to a config that says nothing', () => {
    for (const json of [{}, { config: null, history: null }])
      expect(draftOf(json)).toEqual({
        author: undefined,
        config: { Env: [expect.stringMatching(/^PATH=\/usr/)] },
        history: [],
        hasOwnCmd: false,
      });
  });

  it('is written as it was read', () => {
    const config = { Env: ['PATH=/b'], OnBuild: ['RUN x'], Healthcheck: { Test: ['NONE'] }, Shell: ['sh'] };
    expect(encode(draftOf({ config })).configJson['config']).toEqual(config);
  });
});
