# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

# What stands before the names of base images, with a slash at the end: --buildArgs=REGISTRY=mirror.example.com/hub/
ARG REGISTRY=

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM ${REGISTRY}node:22-slim AS dependencies
WORKDIR /app
# Where packages come from: --buildArgs=NPM_CONFIG_REGISTRY=…
ARG NPM_CONFIG_REGISTRY
# First what says which packages there are: they are installed again only when that changes.
COPY apps/api/package.json apps/api/package-lock.json ./
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH
# Packages with a ready program for each architecture come for the image. No scripts of packages run: what they
# compile (node-gyp) or fetch would be for the machine that builds. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.
RUN --mount=type=cache,target=/root/.npm \
    case "$TARGETARCH" in amd64) cpu=x64 ;; 386) cpu=ia32 ;; ppc64le) cpu=ppc64 ;; *) cpu=$TARGETARCH ;; esac && \
    npm ci --omit=dev --ignore-scripts --os=linux --cpu=$cpu --libc=glibc && \
    mkdir -p node_modules

FROM ${REGISTRY}node:22-slim
WORKDIR /app
COPY --link --from=dependencies /app/node_modules ./node_modules
COPY --link apps/api ./
LABEL org.opencontainers.image.title="api"
ENV NODE_ENV=production
# Where a framework would listen inside the container alone.
ENV HOST=0.0.0.0
ENV PORT=3000
EXPOSE 3000
# Docker and Compose ask it; Kubernetes has probes of its own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:3000').then(({ status }) => process.exit(status < 500 ? 0 : 1), () => process.exit(1))"]
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ends at SIGTERM only if it listens for it: process.on("SIGTERM", …).
ENTRYPOINT ["node", "src/index.js"]
