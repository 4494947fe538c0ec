# jampel runs as one process beside one folder: /data holds jampel.toml, the inbox and the store.
FROM python:3.11-slim AS build

ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/jampel
RUN python3 -m pip install --no-cache-dir uv
WORKDIR /src
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY README.md LICENSE ./
COPY alerts alerts
COPY cli cli
COPY config config
COPY connectors connectors
COPY daemon daemon
COPY digest digest
COPY models models
COPY sync sync
RUN uv sync --locked --no-dev --no-editable

FROM python:3.11-slim

RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin jampel \
    && install --directory --owner jampel --group jampel /data
COPY --from=build /opt/jampel /opt/jampel
COPY deploy/jampel-alive deploy/jampel-backup /opt/jampel/bin/
ENV PATH=/opt/jampel/bin:$PATH JAMPEL_CONFIG=/data/jampel.toml JAMPEL_HEALTH__PORT=8001 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER jampel
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# The schedule ticks; that the database is away, or a run is held, is no illness of the container.
HEALTHCHECK --interval=30s --timeout=15s --start-period=1m --retries=4 CMD ["jampel-alive"]
ENTRYPOINT ["jampel"]
CMD ["daemon"]
