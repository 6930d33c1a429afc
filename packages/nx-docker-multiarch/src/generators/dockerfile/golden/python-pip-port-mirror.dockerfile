# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

# What stands before the names of base images, with a slash at the end: --buildArgs=REGISTRY=mirror.example.com/hub/
ARG REGISTRY=

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM ${REGISTRY}python:3.13-slim AS build
WORKDIR /src
# Where packages come from: --buildArgs=PIP_INDEX_URL=…
ARG PIP_INDEX_URL
# First what says which packages there are: they are installed again only when that changes.
COPY apps/api/requirements.txt ./
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH
# Wheels for the image, and nothing that would have to be compiled. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.
RUN --mount=type=cache,target=/root/.cache \
    mkdir /packages && \
    case "$TARGETARCH" in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; arm) machine=armv7l ;; *) machine=$TARGETARCH ;; esac && \
    pip install --target /packages --only-binary=:all: -r requirements.txt \
    --platform manylinux_2_28_$machine --platform manylinux_2_17_$machine --platform manylinux2014_$machine

FROM ${REGISTRY}python:3.13-slim
WORKDIR /app
COPY --link --from=build /packages /packages
COPY --link apps/api ./
LABEL org.opencontainers.image.title="api"
ENV PYTHONPATH=/packages:/app PYTHONUNBUFFERED=1
ENV PORT=8000
EXPOSE 8000
# Docker and Compose ask it; Kubernetes has probes of its own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", "import http.client as h, sys; c = h.HTTPConnection('127.0.0.1:8000', timeout=4); c.request('GET', '/'); sys.exit(c.getresponse().status >= 500)"]
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ignores SIGTERM unless it listens for it; this one Python takes as Ctrl+C.
# gunicorn is the other way round: at SIGTERM it first answers what it was asked, so that it needs no STOPSIGNAL.
STOPSIGNAL SIGINT
# Programs of packages are modules here: ["python", "-m", "uvicorn", "main:app"]
ENTRYPOINT ["python", "app.py"]
