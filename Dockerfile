# The server, and nothing of the client. Build: docker build -t evenhand-server .
# Run:  docker run -p 8000:8000 -v evenhand:/var/lib/evenhand evenhand-server

FROM python:3.13-slim AS libraries
COPY requirements-server.lock ./
RUN python -m venv /opt/evenhand \
 && /opt/evenhand/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-server.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/evenhand --create-home evenhand
COPY --from=libraries /opt/evenhand /opt/evenhand
COPY shared /app/shared
COPY server /app/server
COPY samples /app/samples
ENV PATH=/opt/evenhand/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    EVENHAND_HOME=/var/lib/evenhand
USER evenhand
VOLUME /var/lib/evenhand
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "server"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
