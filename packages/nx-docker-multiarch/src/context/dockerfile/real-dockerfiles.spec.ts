import { parsePlatform } from '@nx-docker-multiarch/oci/model';
import { evaluateStage } from './evaluate-stage.js';
import { formatDockerfile } from './format-dockerfile.js';
import { parseDockerfile } from './parse-dockerfile.js';
import { planStages } from './plan-stages.js';
import { startScope } from './scope.js';
import type { Source } from './stage-plan.js';

function plan(
  text: string,
  buildArgs: Readonly<Record<string, string>> = {},
  contexts: readonly string[] = [],
) {
  return planStages(parseDockerfile(text, 'Dockerfile'), {
    platform: parsePlatform('linux/arm64'),
    buildPlatform: parsePlatform('linux/amd64'),
    buildArgs: new Map(Object.entries(buildArgs)),
    namedContexts: new Set(contexts),
  });
}

function formatSource(source: Source): string {
  if (source.kind === 'scratch') return 'scratch';
  if (source.kind === 'stage') return `stage ${source.index}`;
  return source.kind === 'context'
    ? `context ${source.name}`
    : `${source.reference} ${source.platform.architecture}`;
}

/** Of each stage, what it is built on, where it runs something, and what it refers to. */
function summarize(text: string, contexts: readonly string[] = []) {
  return plan(text, {}, contexts).stages.map(({ base, runs, references }) => ({
    base: formatSource(base),
    runs: runs.map(({ line }) => line),
    from: references.map(({ source }) => formatSource(source)),
  }));
}

const GO = `# syntax=docker/dockerfile:1
ARG GO_VERSION=1.23
FROM --platform=$BUILDPLATFORM golang:\${GO_VERSION}-alpine AS build
WORKDIR /src
# modules first, for the cache
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod \\
    go mod download -x
COPY . .
ARG TARGETOS TARGETARCH
ARG VERSION=dev
RUN --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=cache,target=/root/.cache/go-build \\
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \\
    # static, and small
    go build -trimpath -ldflags="-s -w -X main.version=$VERSION" -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
LABEL org.opencontainers.image.title="app" \\
      org.opencontainers.image.licenses=MIT
COPY --from=build --chown=65532:65532 /out/app /app
USER 65532:65532
EXPOSE 8080/tcp
ENTRYPOINT ["/app"]
`;

const NODE = `FROM node:22-slim AS base
ENV PNPM_HOME="/pnpm" PATH="/pnpm:$PATH"
RUN corepack enable

FROM base AS deps
WORKDIR /app
COPY package.json pnpm-lock.yaml ./
RUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm install --prod --frozen-lockfile

FROM base AS build
WORKDIR /app
COPY . .
RUN --mount=type=bind,from=deps,source=/app/node_modules,target=/deps pnpm run build

FROM base
COPY --from=deps /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
ENV NODE_ENV production
HEALTHCHECK --interval=10s --timeout=2s CMD node /app/dist/healthy.js || exit 1
STOPSIGNAL SIGINT
CMD [ "node", "/app/dist/index.js" ]
`;

const FILES_ONLY = `ARG BASE=nginx
ARG TAG=1.27
FROM \${BASE}:\${TAG%.*}
ARG PORT=8080
ENV PORT=$PORT
COPY <<EOF /etc/nginx/conf.d/default.conf
server {
  listen \${PORT};
  location / { try_files \\$uri /index.html; }
}
EOF
COPY --link --chmod=0644 dist/ /usr/share/nginx/html/
EXPOSE $PORT
`;

const REPLACEABLE = `FROM golang AS build
RUN go build -o /out/app
FROM scratch
COPY --from=build /out/app /app
`;

describe('Dockerfiles as people write them', () => {
  it.each([
    [
      'Go, compiled for the target',
      GO,
      [
        { base: 'golang:1.23-alpine amd64', runs: [7, 12], from: [] },
        { base: 'gcr.io/distroless/static-debian12:nonroot arm64', runs: [], from: ['stage 0'] },
      ],
    ],
    [
      'Node with stages that share a base',
      NODE,
      [
        { base: 'node:22-slim arm64', runs: [3], from: [] },
        { base: 'stage 0', runs: [8], from: [] },
        { base: 'stage 0', runs: [13], from: ['stage 1'] },
        { base: 'stage 0', runs: [], from: ['stage 1', 'stage 2'] },
      ],
    ],
    ['files only', FILES_ONLY, [{ base: 'nginx:1 arm64', runs: [], from: [] }]],
  ])('are planned: %s', (_title, text, stages) => {
    const formatted = formatDockerfile(parseDockerfile(text, 'Dockerfile'));
    const withoutLines = stages.map((stage) => ({ ...stage, runs: expect.any(Array) }));
    expect(summarize(text)).toEqual(stages);
    expect(summarize(formatted)).toEqual(withoutLines);
  });

  it('run nothing once a named context stands for what does', () => {
    expect(summarize(REPLACEABLE, ['build'])).toEqual([
      { base: 'scratch', runs: [], from: ['context build'] },
    ]);
  });

  it('get their final values', () => {
    const planned = plan(FILES_ONLY, { TAG: '1.29.0', UNUSED: '1' });
    const [stage] = planned.stages;
    if (!stage) throw new Error('no stage');
    const { steps, scope, undefinedNames } = evaluateStage(planned, stage, startScope(['PATH=/bin']));
    expect(stage.base).toMatchObject({ reference: 'nginx:1.29' });
    expect(planned.unusedBuildArgs).toEqual(['UNUSED']);
    expect([...scope.env]).toEqual([
      ['PATH', '/bin'],
      ['PORT', '8080'],
    ]);
    expect(undefinedNames).toEqual([]);
    expect(steps.map(({ expanded }) => expanded)).toMatchObject([
      { kind: 'ARG', args: [{ name: 'PORT', value: '8080' }] },
      { kind: 'ENV' },
      {
        kind: 'COPY',
        sources: [{ content: 'server {\n  listen 8080;\n  location / { try_files $uri /index.html; }\n}\n' }],
      },
      { kind: 'COPY', link: true, chmod: '0644', destination: '/usr/share/nginx/html/' },
      { kind: 'EXPOSE', ports: ['8080'] },
    ]);
  });

  it('keep comments between continued lines out of a command', () => {
    const run = plan(GO).stages[0]?.instructions.findLast(({ kind }) => kind === 'RUN');
    expect(run?.source).not.toContain('static, and small');
    expect(run).toMatchObject({ line: 12, endLine: 16, mounts: [{ type: 'cache' }, { type: 'cache' }] });
  });
});
