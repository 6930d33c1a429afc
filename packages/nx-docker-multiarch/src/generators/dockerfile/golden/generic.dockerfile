# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: where the program is (COPY), what else the service reads, what it runs on.

FROM debian:13-slim
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH TARGETVARIANT
COPY --link --chmod=0755 dist/apps/api/linux-$TARGETARCH$TARGETVARIANT/api /service
LABEL org.opencontainers.image.title="api"
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
ENTRYPOINT ["/service"]
