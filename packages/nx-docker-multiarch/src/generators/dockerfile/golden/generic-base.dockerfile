# The image of @acme/api, for all its platforms. The build context is the workspace's root.
# Yours to change: where the program is (COPY), what else the service reads, what it runs on.

# An empty image: no shell, no /tmp, no time zones. With --base, whatever you need of them.
FROM scratch
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH TARGETVARIANT
COPY --link --chmod=0755 ["dist/my apps/api/linux-$TARGETARCH$TARGETVARIANT/api","/service"]
LABEL org.opencontainers.image.title="@acme/api"
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
ENTRYPOINT ["/service"]
