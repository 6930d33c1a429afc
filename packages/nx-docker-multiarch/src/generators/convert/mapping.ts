import * as builder from './builder.js';
import { besideMetadata, metadata } from './metadata/metadata.js';
import { outputs } from './outputs.js';
import { buildArgs, buildContexts, labels } from './pairs.js';
import { cacheSpecs, tags } from './references.js';
import { flag, list, text, type Rule } from './rule.js';
import { secretFiles, secrets, ssh } from './secrets.js';
import { context, file } from './sources.js';

/** Every option of nx-container 7.3, and two that it reads without naming them in its schema. The page's table is made of it. */
export const MAPPING: Readonly<Record<string, Rule>> = {
  engine: {
    to: '–',
    note: '`docker` is what we choose where it is needed; `podman` and `kaniko` have no counterpart: the target stays',
    convert: builder.engine,
  },
  quiet: { to: '`quiet`', convert: flag('quiet') },
  'add-hosts': { to: '`addHosts`', convert: list('addHosts') },
  allow: { to: '`allow`', convert: list('allow') },
  'build-args': {
    to: '`buildArgs`',
    note: 'a map; `NAME` alone is `{env.NAME}`; `TARGETARCH` and its like are left out',
    convert: buildArgs,
  },
  'build-contexts': { to: '`buildContexts`', note: 'a map', convert: buildContexts },
  builder: { to: '`builder`', convert: text('builder') },
  'cache-from': {
    to: '`cacheFrom`',
    note: 'without keys and tokens; left out beside `no-cache`',
    convert: builder.cacheFrom,
  },
  'cache-to': { to: '`cacheTo`', note: 'without keys and tokens', convert: cacheSpecs('cacheTo') },
  'cgroup-parent': {
    to: '–',
    note: 'listed',
    convert: builder.nothingLike(
      'There is no option for it.',
      'Set it in the builder (docker buildx create).',
    ),
  },
  context: {
    to: '`context`',
    note: 'left out if it is the workspace root; with an address the target stays',
    convert: context,
  },
  file: {
    to: '`dockerfile`',
    note: 'left out if it is written as `{projectRoot}/Dockerfile`; a path stays',
    convert: file,
  },
  labels: { to: '`labels`', note: 'a map', convert: besideMetadata(labels) },
  load: { to: '`load`', convert: flag('load') },
  network: { to: '`network`', note: '`default`, `none` and `host`', convert: builder.network },
  'no-cache': { to: '`cache: false`', convert: builder.noCache },
  'no-cache-filters': {
    to: '–',
    note: 'listed',
    convert: builder.nothingLike(
      'Steps can be built anew all together alone.',
      'Set "cache" to false, or cache.maxAge to an age.',
    ),
  },
  outputs: {
    to: '`push`, `load`, `outputPath`',
    note: '`type=registry` and `type=image` push, `type=docker` loads, `type=oci,tar=false` is `outputPath`; with `type=local` and `type=tar` the target stays',
    convert: outputs,
  },
  platforms: { to: '`platforms`', convert: list('platforms') },
  provenance: { to: '`provenance`', note: '`mode=max` is `max`', convert: builder.provenance },
  pull: { to: '`pull`', convert: flag('pull') },
  push: { to: '`push`', convert: flag('push') },
  sbom: { to: '`sbom`', convert: flag('sbom') },
  secrets: {
    to: '`secrets`',
    note: '`KEY=${VARIABLE}` is `id=KEY,env=VARIABLE`; with a value in the file the target stays',
    convert: secrets,
  },
  'secret-files': { to: '`secrets`', note: '`KEY=file` is `id=KEY,src=file`', convert: secretFiles },
  'shm-size': { to: '`shmSize`', convert: text('shmSize') },
  ssh: { to: '`ssh`', note: '`default=$SSH_AUTH_SOCK` is `default`', convert: ssh },
  tags: {
    to: '`tags`',
    note: '`:latest` is written out; `$NAME` is `{env.NAME}`',
    convert: besideMetadata(tags),
  },
  target: { to: '`target`', convert: text('target') },
  ulimit: { to: '`ulimits`', convert: list('ulimits') },
  metadata: { to: '`tags`, `labels`', note: 'see [tags](#tags)', convert: metadata },
};
