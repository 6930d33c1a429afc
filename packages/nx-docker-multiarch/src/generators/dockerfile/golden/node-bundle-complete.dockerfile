# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

FROM node:24-slim
# As Nx has built it, with everything in it: node_modules are not there.
COPY --link dist/apps/api /app/
# Behind the COPY, which has made it: before it, the embedded engine would have to look through the whole base.
WORKDIR /app
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
ENTRYPOINT ["node", "api.mjs"]
