#!/bin/sh
# Rolls to the build that .env names, with orders in flight. Run it beside docker-compose.yml.
# The new worker gets nothing until it is promoted; the old one goes on until it is replaced.
# Where the ledger's schema changes in a way that the old code cannot bear, stop the workers first.
set -eu
docker compose build setup
docker compose run --rm --no-deps setup
docker compose up --detach --no-deps --wait worker-1
docker compose run --rm --no-deps promote
docker compose up --detach --no-deps --wait worker-2 receiver
