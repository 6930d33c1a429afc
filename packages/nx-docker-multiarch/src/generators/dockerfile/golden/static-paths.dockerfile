# The image of web, for all its platforms. The build context is the workspace's root.
# Yours to change: how the front end is built (RUN), where the build writes it, how it is served.

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /src
# First what says which packages there are: they are installed again only when that changes.
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci
COPY nx.json tsconfig.base.json ./
# And a line like this for each library of the workspace that is built in.
COPY libs/deep/time ./libs/deep/time
COPY libs/ui ./libs/ui
COPY apps/web ./apps/web
RUN NX_DAEMON=false npx nx build web --skipSync

FROM nginxinc/nginx-unprivileged:1.29-alpine-slim
# Addresses that are no files are the front end's own: it gets its page for them.
COPY --link <<'EOF' /etc/nginx/conf.d/default.conf
server {
  listen 8080;
  root /usr/share/nginx/html;
  location / {
    try_files $uri $uri/ /index.html;
  }
}
EOF
COPY --link --from=build /src/dist/apps/web /usr/share/nginx/html/
LABEL org.opencontainers.image.title="web"
EXPOSE 8080
# Docker and Compose ask it; Kubernetes has probes of its own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
# nginx ends at once at SIGTERM; at this it first answers what it was asked.
STOPSIGNAL SIGQUIT
# The number of nginx in its image.
USER 101:101
