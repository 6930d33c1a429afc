# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM node:24-slim AS dependencies
WORKDIR /app
# First what says which packages there are: they are installed again only when that changes.
COPY apps/api/dist/package.json apps/api/dist/package-lock.json ./
COPY apps/api/dist/workspace_modules ./workspace_modules
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH
# Packages with a ready program for each architecture come for the image. No scripts of packages run: what they
# compile (node-gyp) or fetch would be for the machine that builds. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.
RUN --mount=type=cache,target=/root/.npm \
    case "$TARGETARCH" in amd64) cpu=x64 ;; 386) cpu=ia32 ;; ppc64le) cpu=ppc64 ;; *) cpu=$TARGETARCH ;; esac && \
    npm ci --omit=dev --ignore-scripts --os=linux --cpu=$cpu --libc=glibc && \
    mkdir -p node_modules

FROM node:24-slim
WORKDIR /app
COPY --link --from=dependencies /app/node_modules ./node_modules
# As Nx has built it.
COPY --link apps/api/dist ./
LABEL org.opencontainers.image.title="api"
ENV NODE_ENV=production
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ends at SIGTERM only if it listens for it: process.on("SIGTERM", …).
ENTRYPOINT ["node", "main.js"]
