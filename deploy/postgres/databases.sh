#!/bin/sh
# Makes the roles and databases that are missing, and gives the roles the passwords of the secrets.
# Runs at every start; changes nothing that is as it should be.
set -eu

PGPASSWORD=$(cat /run/secrets/postgres_password)
export PGPASSWORD

make_role() {
  # psql reads and quotes the password itself: it stands in no argument and no script.
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set role="$1" --set file="$2" <<'SQL'
\set password `cat :'file'`
SELECT format('CREATE ROLE %I LOGIN', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('ALTER ROLE %I PASSWORD %L', :'role', :'password') \gexec
SQL
}

make_database() {
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set name="$1" --set owner="$2" <<'SQL'
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
SQL
}

make_role waybill /run/secrets/ledger_password
make_role temporal /run/secrets/temporal_password
make_database waybill waybill
make_database temporal temporal
make_database temporal_visibility temporal
echo 'Roles and databases are ready.'
