# The image of web, for all its platforms. The build context is the workspace's root.
# Yours to change: how the front end is built (RUN), where the build writes it, how it is served.

# What stands before the names of base images, with a slash at the end: --buildArgs=REGISTRY=mirror.example.com/hub/
ARG REGISTRY=

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM ${REGISTRY}node:24-slim AS build
WORKDIR /src
# Where packages come from: --buildArgs=NPM_CONFIG_REGISTRY=…
ARG NPM_CONFIG_REGISTRY
# First what says which packages there are: they are installed again only when that changes.
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci
COPY nx.json tsconfig.base.json eslint.config.mjs jest.preset.js .browserslistrc ./
# And a line like this for each library of the workspace that is built in.
COPY apps/web ./apps/web
RUN NX_DAEMON=false npx nx build web --skipSync

FROM example.com/nginx:1
# Addresses that are no files are the front end's own: it gets its page for them.
COPY --link <<'EOF' /etc/nginx/conf.d/default.conf
server {
  listen 9000;
  root /usr/share/nginx/html;
  location / {
    try_files $uri $uri/ /index.html;
  }
}
EOF
COPY --link --from=build /src/dist/apps/web /usr/share/nginx/html/
LABEL org.opencontainers.image.title="web"
EXPOSE 9000
# nginx ends at once at SIGTERM; at this it first answers what it was asked.
STOPSIGNAL SIGQUIT
# The number of nginx in its image.
USER 101:101
