#!/bin/sh
# Drop-in for ZooKeeper's script of this name: makes the data directory of a new server.
self=$(readlink -f "$0" 2>/dev/null || echo "$0")
exec "$(dirname "$self")/quorate" initialize "$@"
