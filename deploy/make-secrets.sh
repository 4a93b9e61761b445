#!/bin/sh
# Makes a password for each database user that has none, and says which secrets are still missing.
# Run it beside docker-compose.yml: sh deploy/make-secrets.sh
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
# Containers read the files under other users than yours; only you get into their folder.
chmod 700 secrets

for name in postgres_password ledger_password temporal_password; do
  [ -s "secrets/$name" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name"
done
missing=0
for name in aurora_access_token aurora_webhook_secret linnworks_application_secret linnworks_token; do
  [ -s "secrets/$name" ] || { echo "Write deploy/secrets/$name"; missing=1; }
done
chmod 644 secrets/*
exit "$missing"
