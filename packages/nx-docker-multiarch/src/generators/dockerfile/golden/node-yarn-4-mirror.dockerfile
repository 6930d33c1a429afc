# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

# What stands before the names of base images, with a slash at the end: --buildArgs=REGISTRY=mirror.example.com/hub/
ARG REGISTRY=

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM ${REGISTRY}node:24-slim AS dependencies
WORKDIR /app
# Where packages come from: --buildArgs=NPM_CONFIG_REGISTRY=…
ARG NPM_CONFIG_REGISTRY
RUN npm install --global --force @yarnpkg/cli-dist@4
# First what says which packages there are: they are installed again only when that changes.
COPY package.json yarn.lock .yarnrc.yml ./
COPY .yarn/patches ./.yarn/patches
COPY apps/api/package.json ./apps/api/
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH
# Packages with a ready program for each architecture come for the image. No scripts of packages run: what they
# compile (node-gyp) or fetch would be for the machine that builds. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.
RUN --mount=type=cache,target=/root/.yarn/berry/cache \
    [ -z "$NPM_CONFIG_REGISTRY" ] || export YARN_NPM_REGISTRY_SERVER="$NPM_CONFIG_REGISTRY" && \
    case "$TARGETARCH" in amd64) cpu=x64 ;; 386) cpu=ia32 ;; ppc64le) cpu=ppc64 ;; *) cpu=$TARGETARCH ;; esac && \
    yarn config set nodeLinker node-modules && \
    yarn config set supportedArchitectures --json '{"os":["linux"],"cpu":["'$cpu'"],"libc":["glibc"]}' && \
    YARN_ENABLE_SCRIPTS=0 yarn --cwd apps/api workspaces focus --production && \
    mkdir -p node_modules apps/api/node_modules

FROM ${REGISTRY}node:24-slim
WORKDIR /app
COPY --link --from=dependencies /app/node_modules ./node_modules
COPY --link --from=dependencies /app/apps/api/node_modules ./apps/api/node_modules
COPY --link apps/api ./apps/api
WORKDIR /app/apps/api
LABEL org.opencontainers.image.title="api"
ENV NODE_ENV=production
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ends at SIGTERM only if it listens for it: process.on("SIGTERM", …).
ENTRYPOINT ["node", "src/index.js"]
