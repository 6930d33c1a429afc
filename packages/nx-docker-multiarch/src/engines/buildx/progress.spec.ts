import { createProgress } from './progress.js';

/** What is made of the output of a whole build; warnings begin with "!". */
function shown(output: string): readonly string[] {
  const lines: string[] = [];
  const report = createProgress(
    (line) => lines.push(line),
    (message) => lines.push(`! ${message}`),
  );
  output.split('\n').forEach(report);
  return lines;
}

const BASE = 'localhost:5000/library/busybox:1.35@sha256:10dcc6aa';

describe('createProgress', () => {
  it('shows steps by name, what they print under their number, and what took long', () => {
    const output = `#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 297B done
#1 DONE 0.1s

#2 [linux/amd64 internal] load metadata for docker.io/library/busybox:1.35
#2 DONE 0.1s

#5 [build 1/2] FROM ${BASE}
#5 resolve ${BASE} 0.1s done
#5 sha256:442fa0ef 1.05MB / 2.21MB 0.2s
#5 CACHED

#9 [build 2/2] RUN echo compiling
#9 0.770 compiling

#8 [stage-1 2/4] COPY f /f
#8 DONE 0.1s

#9 [build 2/2] RUN echo compiling
#9 1.780 done with #7 DONE
#9 DONE 12.9s

#12 exporting to oci image format
#12 exporting layers 0.3s done
#12 DONE 0.7s
ref layer-sha256:442fa0ef locked for 1.2s (since now): unavailable`;
    expect(shown(output)).toEqual([
      `[build 1/2] FROM ${BASE}`,
      '[build 1/2] CACHED',
      '[build 2/2] RUN echo compiling',
      '[build 2/2] compiling',
      '[stage-1 2/4] COPY f /f',
      '[build 2/2] done with #7 DONE',
      '[build 2/2] DONE 12.9s',
      'exporting to oci image format',
    ]);
  });

  it('leaves the excerpt of a failure to the error', () => {
    const output = `#5 [2/2] RUN exit 3
#5 ERROR: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3
------
 > [2/2] RUN exit 3:
0.534 some output
------
Dockerfile:2
--------------------
   2 | >>> RUN exit 3
--------------------
ERROR: failed to build: failed to solve: exit code: 3`;
    expect(shown(output)).toEqual([
      '[2/2] RUN exit 3',
      '[2/2] ERROR: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
    ]);
  });

  it('leaves a Dockerfile that can not be read to the error', () => {
    const output = `#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
Dockerfile:2
--------------------
   2 | >>> RUNN true
--------------------
ERROR: failed to build: failed to solve: dockerfile parse error on line 2`;
    expect(shown(output)).toEqual([]);
  });

  it('makes a warning of a cache that could not be written', () => {
    const output = `#14 exporting cache to registry
#14 preparing build cache for export 0.1s done
#14 ERROR: error writing layer blob: connection refused
------
 > exporting cache to registry:
------
WARNING: local cache import at /x not found due to err: no such file`;
    expect(shown(output)).toEqual([
      'exporting cache to registry',
      '! exporting cache to registry: error writing layer blob: connection refused',
      '! local cache import at /x not found due to err: no such file',
    ]);
  });

  it('warns of what buildx warns of in the Dockerfile', () => {
    const output = ` 1 warning found (use docker --debug to expand):
 - FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value (line 1)`;
    expect(shown(output)).toEqual([
      '! FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value (line 1)',
    ]);
  });

  it('says which base could not be found, though the builder itself looked for it', () => {
    const output = `#2 [internal] load metadata for acme/nope:1
#2 ERROR: acme/nope:1: not found`;
    expect(shown(output)).toEqual(['[internal] load metadata for acme/nope:1 ERROR: acme/nope:1: not found']);
  });
});
