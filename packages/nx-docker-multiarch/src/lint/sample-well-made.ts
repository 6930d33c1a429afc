/** For specs: Dockerfiles as they should be, each in a style that is often met. Nothing is to be found in them. */
export const WELL_MADE: Readonly<Record<string, string>> = {
  'Go, cross-compiled': `# syntax=docker/dockerfile:1
ARG GO_VERSION=1.25
FROM --platform=$BUILDPLATFORM golang:\${GO_VERSION}-alpine AS build
WORKDIR /src
RUN apk add --no-cache ca-certificates tzdata
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
ARG TARGETOS TARGETARCH TARGETVARIANT
ARG VERSION=dev
RUN --mount=type=bind,target=. \\
    --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=cache,target=/root/.cache/go-build,id=go-\${TARGETARCH} \\
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=\${TARGETVARIANT#v} \\
    go build -trimpath -ldflags="-s -w -X main.version=\${VERSION}" -o /out/api ./cmd/api

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build --chown=65532:65532 /out/api /api
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/api"]
`,
  'Node, npm ci for the target, small runtime': `FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY tsconfig.json ./
COPY src ./src
RUN npm run build

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS production
WORKDIR /app
ARG TARGETARCH
COPY package.json package-lock.json ./
# npm takes the binaries of the target, and runs no script of a package
RUN --mount=type=cache,target=/root/.npm <<EOF
set -eu
case "$TARGETARCH" in
  amd64) cpu=x64 ;;
  *) cpu="$TARGETARCH" ;;
esac
npm ci --omit=dev --ignore-scripts --os=linux --cpu="$cpu" --libc=glibc
EOF

FROM gcr.io/distroless/nodejs22-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production PORT=3000
COPY --from=production --chown=65532:65532 /app/node_modules ./node_modules
COPY --from=build --chown=65532:65532 /app/dist ./dist
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD ["/nodejs/bin/node", "dist/health.js"]
CMD ["dist/main.js"]
`,
  'Python, uv with wheels of the target': `FROM ghcr.io/astral-sh/uv:0.8.3 AS uv

FROM --platform=$BUILDPLATFORM python:3.13-slim AS build
COPY --from=uv /uv /usr/local/bin/uv
ARG TARGETARCH
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=0
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/uv \\
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\
    --mount=type=bind,source=uv.lock,target=uv.lock \\
    case "\${TARGETARCH}" in \\
      amd64) machine=x86_64 ;; \\
      arm64) machine=aarch64 ;; \\
      *) echo "no wheels for \${TARGETARCH}" >&2; exit 1 ;; \\
    esac \\
    && uv export --frozen --no-dev --no-emit-project -o requirements.txt \\
    && uv pip install --only-binary :all: --python-platform "\${machine}-manylinux_2_28" --target /app/packages -r requirements.txt

FROM python:3.13-slim
RUN groupadd --gid 10001 app && useradd --uid 10001 --gid app --no-create-home app
ENV PYTHONPATH=/app/packages PYTHONUNBUFFERED=1
WORKDIR /app
COPY --from=build /app/packages ./packages
COPY src ./src
USER app
STOPSIGNAL SIGINT
CMD ["python", "-m", "src.main"]
`,
  'Rust, cross': `FROM --platform=$BUILDPLATFORM rust:1.89-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc-aarch64-linux-gnu gcc-x86-64-linux-gnu libc6-dev-arm64-cross libc6-dev-amd64-cross
ENV CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \\
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=x86_64-linux-gnu-gcc
ARG TARGETARCH
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src ./src
RUN --mount=type=cache,target=/usr/local/cargo/registry \\
    --mount=type=cache,target=/src/target,id=target-$TARGETARCH \\
    triple="$(echo "$TARGETARCH" | sed -e 's/amd64/x86_64/' -e 's/arm64/aarch64/')-unknown-linux-gnu" \\
    && rustup target add "$triple" \\
    && cargo build --locked --release --target "$triple" \\
    && install -D "target/$triple/release/api" /out/api

FROM debian:12-slim
COPY --from=build /out/api /usr/local/bin/api
USER 65534
ENTRYPOINT ["api"]
`,
  'Java, jlink': `FROM --platform=$BUILDPLATFORM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY gradlew settings.gradle.kts build.gradle.kts ./
COPY gradle ./gradle
RUN --mount=type=cache,target=/root/.gradle ./gradlew --no-daemon dependencies
COPY src ./src
RUN --mount=type=cache,target=/root/.gradle ./gradlew --no-daemon installDist

# The modules of the target's JDK, linked by the one of the machine that builds
FROM eclipse-temurin:21-jdk AS target-jdk

FROM --platform=$BUILDPLATFORM eclipse-temurin:21-jdk AS runtime
COPY --from=target-jdk /opt/java/openjdk/jmods /target/jmods
RUN jlink --module-path /target/jmods --add-modules java.base,java.logging,java.net.http \\
    --strip-debug --no-header-files --no-man-pages --output /runtime

FROM debian:12-slim
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:$PATH
COPY --from=runtime /runtime /opt/java
COPY --from=build /src/build/install/api /opt/api
USER 10001
ENTRYPOINT ["/opt/api/bin/api"]
`,
  'a front end as static files': `ARG NGINX_VERSION=1.29
FROM --platform=$BUILDPLATFORM node:22-alpine AS build
RUN corepack enable
WORKDIR /web
COPY package.json pnpm-lock.yaml ./
RUN --mount=type=cache,target=/root/.local/share/pnpm pnpm install --frozen-lockfile
COPY . .
ARG PUBLIC_API_URL=https://api.example.com
RUN pnpm run build

FROM nginxinc/nginx-unprivileged:\${NGINX_VERSION}-alpine
LABEL org.opencontainers.image.title="web"
COPY nginx.conf /etc/nginx/conf.d/default.conf
COPY --from=build /web/dist /usr/share/nginx/html
EXPOSE 8080
`,
  'a tool of each platform, by its checksum': `FROM --platform=$BUILDPLATFORM alpine:3.22 AS fetch
ARG TARGETOS
ARG TARGETARCH
ARG TOOL_VERSION=1.14.0
ARG SHA256_AMD64=1111111111111111111111111111111111111111111111111111111111111111
ARG SHA256_ARM64=2222222222222222222222222222222222222222222222222222222222222222
SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
RUN apk add --no-cache curl
RUN if [ "$TARGETARCH" = amd64 ]; then sum=$SHA256_AMD64; else sum=$SHA256_ARM64; fi \\
    && curl -fsSL "https://releases.example.com/v\${TOOL_VERSION}/tool-\${TARGETOS}-\${TARGETARCH}.tar.gz" -o /tmp/tool.tar.gz \\
    && echo "$sum  /tmp/tool.tar.gz" | sha256sum -c - \\
    && tar -xzf /tmp/tool.tar.gz -C /usr/local/bin tool

# no part of this image
FROM alpine:latest AS debug
RUN apk add --no-cache strace

FROM alpine:3.22@sha256:4b7ce07002c69e8f3d704a9c5d6fd3053be500b7f1c69fc0d80990c2ad8dd412
RUN addgroup -S app && adduser -S -G app app && mkdir -p /data && chown app:app /data
COPY --from=fetch /usr/local/bin/tool /usr/local/bin/tool
VOLUME /data
USER app
ENTRYPOINT ["tool"]
`,
  'what Nx has built, copied': `FROM debian:12-slim
ARG TARGETARCH
WORKDIR /srv
COPY --link --chown=65532:65532 dist/apps/api/linux-$TARGETARCH/api ./api
COPY --link apps/api/assets ./assets
ENV PORT=8080 API_TOKEN_FILE=/run/secrets/api-token
USER 65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["/srv/api"]
`,
};
