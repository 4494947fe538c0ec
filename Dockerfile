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
ENV PATH=/opt/jampel/bin:$PATH JAMPEL_CONFIG=/data/jampel.toml PYTHONUNBUFFERED=1
USER jampel
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# The store answers and has the schema of this program; a held run is no illness of the container.
HEALTHCHECK --interval=1m --timeout=20s --start-period=30s --retries=3 \
    CMD ["jampel", "db", "check"]
ENTRYPOINT ["jampel"]
CMD ["daemon"]
