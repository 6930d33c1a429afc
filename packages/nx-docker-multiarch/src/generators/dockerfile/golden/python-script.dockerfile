# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

# On the platform of the machine that builds, whatever the image's: nothing here is emulated.
FROM --platform=$BUILDPLATFORM python:3.13-slim AS build
WORKDIR /src
RUN --mount=type=cache,target=/root/.cache pip install "uv>=0.9,<1"
# First what says which packages there are: they are installed again only when that changes.
COPY apps/api/pyproject.toml ./
# Filled in for each platform, in the stage that declares them. Given a value here, they would be wrong for all but one.
ARG TARGETARCH
# Wheels for the image, and nothing that would have to be compiled. docs/dockerfiles.md of nx-docker-multiarch tells what to do then.
RUN --mount=type=cache,target=/root/.cache \
    mkdir /packages && \
    case "$TARGETARCH" in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; arm) echo "uv knows no wheels for arm: give pip a requirements.txt" >&2 && exit 1 ;; *) machine=$TARGETARCH ;; esac && \
    uv pip install --target /packages --only-binary :all: --link-mode copy -r pyproject.toml \
    --python-platform $machine-unknown-linux-gnu

FROM python:3.13-slim
WORKDIR /app
COPY --link --from=build /packages /packages
COPY --link apps/api ./
LABEL org.opencontainers.image.title="api"
ENV PYTHONPATH=/packages:/app:/app/src PYTHONUNBUFFERED=1
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ignores SIGTERM unless it listens for it; this one Python takes as Ctrl+C.
# gunicorn is the other way round: at SIGTERM it first answers what it was asked, so that it needs no STOPSIGNAL.
STOPSIGNAL SIGINT
# Programs of packages are modules here: ["python", "-m", "uvicorn", "main:app"]
ENTRYPOINT ["python", "-c", "import sys; from api.main import run; sys.exit(run())"]
