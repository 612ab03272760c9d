# Two images: `service` runs every process of Between, `simulator` adds the carrier and mailbox of the demo.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements/service.lock requirements/local.lock /requirements/
# The venv goes without a pip of its own: nothing is installed once the image is made.
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --require-hashes --only-binary :all: -r /requirements/service.lock
# What the simulator needs beyond the services, cut from the lock with its hashes.
RUN sed -n -e '/^aiosmtpd==/,/[^\\]$/p' -e '/^atpublic==/,/[^\\]$/p' /requirements/local.lock > /requirements/simulator.lock \
    && grep -c '^[a-z]*==' /requirements/simulator.lock | grep -qx 2 \
    && pip install --require-hashes --no-deps --only-binary :all: --target /simulator -r /requirements/simulator.lock
COPY services /app/services
COPY shared /app/shared
COPY embedded /app/embedded
COPY simulator /simulator/simulator
COPY deploy/make-secrets /app/deploy/make-secrets
# Compiled here, because a running container cannot write beside its code.
RUN python -m compileall -q /app /simulator \
    && printf '#!/bin/sh\nexec python -P -m services.cli "$@"\n' > /usr/local/bin/between \
    && chmod 755 /usr/local/bin/between

FROM python:3.13-slim AS service
LABEL org.opencontainers.image.title="Between" \
      org.opencontainers.image.description="Therapy homework between two sessions, by text message." \
      org.opencontainers.image.licenses="Apache-2.0"
# A fixed number, because files on volumes belong to numbers. /mailbox is where the demo's certificate is shared.
RUN groupadd --gid 10001 between \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin between \
    && install -d -o 10001 -g 10001 /mailbox /demo
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /venv /venv
COPY --from=build /usr/local/bin/between /usr/local/bin/between
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
ENTRYPOINT ["between"]

FROM service AS simulator
ENV PYTHONPATH=/app:/simulator
COPY --from=build /simulator /simulator
COPY deploy/seed-demo /app/deploy/seed-demo
CMD ["run", "simulator"]
