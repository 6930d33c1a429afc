# The image of api, for all its platforms. The build context is the workspace's root.
# Yours to change: what is started (ENTRYPOINT), what else the service reads (COPY), what it runs on.

FROM python:3.13-slim
# As Nx has built it, with the packages that it needs.
COPY --link dist/apps/api /app/
# Behind the COPY, which has made it: before it, the embedded engine would have to look through the whole base.
WORKDIR /app
LABEL org.opencontainers.image.title="api"
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1
# A number, since a base need not know a name, and Kubernetes checks numbers only.
USER 65532:65532
# The first process of a container ignores SIGTERM unless it listens for it; this one Python takes as Ctrl+C.
# gunicorn is the other way round: at SIGTERM it first answers what it was asked, so that it needs no STOPSIGNAL.
STOPSIGNAL SIGINT
# Programs of packages are modules here: ["python", "-m", "uvicorn", "main:app"]
ENTRYPOINT ["python", "app.py"]
