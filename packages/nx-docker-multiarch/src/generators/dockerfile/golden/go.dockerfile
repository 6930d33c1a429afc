# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is compiled (go build), what else the service reads (COPY), what it runs on.

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM golang:1.25-alpine AS build
WORKDIR /src/apps/api
# First what says which modules there are: they are loaded again only when that changes.
COPY apps/api/go.mod apps/api/go.sum* ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY apps/api ./
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETOS TARGETARCH TARGETVARIANT
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    case "$TARGETARCH" in amd64) export GOAMD64=$TARGETVARIANT ;; arm) export GOARM=${TARGETVARIANT#v} ;; esac && \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w" -o /out/service .

# An empty image: no shell, no /tmp, no time zones. With --base, whatever you need of them.
FROM scratch
# So that it can call others over HTTPS.
COPY --link --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --link --from=build /out/service /service
LABEL org.opencontainers.image.title="api"
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
ENTRYPOINT ["/service"]
