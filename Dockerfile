# The server, and nothing of the client. Build: docker build -t evenhand-server .
# Run:  docker run -p 8000:8000 -v evenhand:/var/lib/evenhand evenhand-server

FROM python:3.13-slim AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/evenhand
COPY requirements-server.lock ./
RUN /opt/evenhand/bin/pip install --require-hashes -r requirements-server.lock
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY server server
COPY client/__init__.py client/__init__.py
COPY samples samples
RUN /opt/evenhand/bin/pip wheel --no-deps --wheel-dir /wheels . \
 && /opt/evenhand/bin/pip install --no-deps /wheels/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/evenhand --create-home evenhand
COPY --from=build /opt/evenhand /opt/evenhand
ENV PATH=/opt/evenhand/bin:$PATH \
    EVENHAND_HOME=/var/lib/evenhand \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER evenhand
VOLUME /var/lib/evenhand
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["evenhand-server"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
