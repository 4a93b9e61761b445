# syntax=docker/dockerfile:1
# One image for every role; the command names the role. Build: see docs/operations.md.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/image ./tools/image
# No package that we run needs its install script.
RUN npm ci --omit=dev --ignore-scripts && node tools/image/prune.ts
COPY . .
RUN node workers/build-bundle.ts

FROM node:24.21.0-bookworm-slim
# Temporal's connection takes the roots of TLS from the system; Node brings its own.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
# Another for every build: worker versions are told apart by it.
ARG BUILD_ID
RUN test -n "$BUILD_ID" || { echo 'Name the build: --build-arg BUILD_ID=…' >&2; exit 1; }
LABEL org.opencontainers.image.title="Waybill" org.opencontainers.image.version="$BUILD_ID"
ENV NODE_ENV=production WAYBILL_BUILD_ID=$BUILD_ID WAYBILL_CONFIG=/etc/waybill/waybill.yaml
WORKDIR /app
# The files stay root's: the process may read its own code and not change it.
COPY --from=build /app ./
USER node
EXPOSE 4000 9464 9465
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "tools/image/health.ts", "4000", "9464"]
# The heaps of the process and of its workflow thread stay small beside the container's memory: with
# Node's own limits they grow by garbage long before it is collected. The same as in package.json.
ENTRYPOINT ["node", "--max-semi-space-size=8", "--max-old-space-size=384", "main.ts"]
CMD ["all"]
