# Not built yet: no Docker engine was at hand. The steps are those of bin/run.
FROM python:3.11-slim-bookworm

RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 redis-server \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/echeance
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
      -r requirements/runtime.txt \
 && cp requirements/runtime.txt .venv/runtime.lock
COPY . .
RUN .venv/bin/python -m compileall -q app

RUN useradd --system --home /srv/echeance echeance \
 && mkdir -p /var/lib/echeance \
 && chown echeance: /var/lib/echeance
USER echeance
ENV DATA_DIR=/var/lib/echeance
VOLUME /var/lib/echeance
EXPOSE 8000
HEALTHCHECK --interval=30s --start-period=60s CMD ["bin/echeance", "health"]
# Pages, worker and, unless REDIS_URL is set, a private Redis.
ENTRYPOINT ["bin/echeance"]
CMD ["serve", "--host", "0.0.0.0"]
