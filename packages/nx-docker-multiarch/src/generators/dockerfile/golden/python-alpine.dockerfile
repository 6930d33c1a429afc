# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM python:3.13-slim AS build
WORKDIR /src
# First what says which packages there are: they are installed again only when that changes.
COPY apps/api/requirements.txt ./
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH
# Wheels for the image, and nothing that would have to be compiled. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.
RUN --mount=type=cache,target=/root/.cache \
    mkdir /packages && \
    case "$TARGETARCH" in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; arm) machine=armv7l ;; *) machine=$TARGETARCH ;; esac && \
    pip install --target /packages --only-binary=:all: -r requirements.txt \
    --platform musllinux_1_2_$machine --platform musllinux_1_1_$machine

FROM python:3.13-alpine
WORKDIR /app
COPY --link --from=build /packages /packages
COPY --link apps/api ./
LABEL org.opencontainers.image.title="api"
ENV PYTHONPATH=/packages:/app PYTHONUNBUFFERED=1
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ignores SIGTERM unless it listens for it; this one Python takes as Ctrl+C.
# gunicorn is the other way round: at SIGTERM it first answers what it was asked, so that it needs no STOPSIGNAL.
STOPSIGNAL SIGINT
# Programs of packages are modules here: ["python", "-m", "uvicorn", "main:app"]
ENTRYPOINT ["python", "app.py"]
