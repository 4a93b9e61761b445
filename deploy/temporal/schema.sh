#!/bin/sh
# Brings Temporal's two databases to the schema of this version of the server. Runs at every start.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD

for store in temporal visibility; do
  database=temporal
  [ "$store" = visibility ] && database=temporal_visibility
  tool="temporal-sql-tool --db $database"
  # A database that has its version table already is left to the update.
  $tool setup-schema --version 0.0
  $tool update-schema --schema-name "postgresql/v12/$store"
done
echo "Temporal's schemas are ready."
