# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

FROM node:24-slim
# As Nx has built it. No packages are installed: what it needs of them has to be bundled.
COPY --link dist/apps/api /app/
# Behind the COPY, which has made it: before it, the embedded engine would have to look through the whole base.
WORKDIR /app
LABEL org.opencontainers.image.title="api"
ENV NODE_ENV=production
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ends at SIGTERM only if it listens for it: process.on("SIGTERM", …).
ENTRYPOINT ["node", "main.js"]
