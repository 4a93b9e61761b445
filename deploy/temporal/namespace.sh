#!/bin/sh
# Makes Waybill's namespace and search attributes where they are missing. Runs at every start.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where.
set -eu

tries=60
until temporal operator cluster health >/dev/null 2>&1; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { echo "No Temporal server answers at $TEMPORAL_ADDRESS." >&2; exit 1; }
  sleep 1
done

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h

# A new namespace is known to all of the server's parts some seconds later.
tries=60
until known=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" 2>/dev/null); do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { echo "The namespace $TEMPORAL_NAMESPACE does not answer." >&2; exit 1; }
  sleep 1
done
for name in WaybillStage WaybillException WaybillShop WaybillOrder; do
  echo "$known" | grep -qw "$name" ||
    temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type Keyword
done
echo "The namespace $TEMPORAL_NAMESPACE is ready."
