# docker build -t symbolon .
# docker run -p 8000:8000 -v symbolon:/data -e SYMBOLON_ISSUER=https://id.example.com symbolon
# The platform or a proxy before it terminates TLS; name its network in SYMBOLON_TRUSTED_PROXIES.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --profile dist --locked && cp target/dist/symbolon /usr/local/bin/symbolon

FROM debian:bookworm-slim AS runtime
# Whom requests that the server sends trust; the slim image has none.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /usr/local/bin/symbolon /usr/local/bin/symbolon
RUN install -d -o 65532 -g 65532 -m 0700 /data
# Relative paths such as data/secret.key thus end in the volume.
WORKDIR /
# PORT listens on every address of the container, and a platform's own PORT replaces it.
ENV PORT=8000 \
    DATABASE_URL=sqlite:///data/symbolon.db \
    SYMBOLON_LOG__FORMAT=json
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM

# For platforms whose new volumes belong to root: takes over the folder, then drops every privilege.
FROM runtime AS root-volume
ENTRYPOINT ["sh", "-c", "chown 65532:65532 /data && exec setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs --bounding-set=-all symbolon \"$@\"", "symbolon"]
CMD ["serve"]

FROM runtime
USER 65532:65532
ENTRYPOINT ["symbolon"]
CMD ["serve"]
