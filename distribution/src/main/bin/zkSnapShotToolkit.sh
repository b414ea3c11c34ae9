#!/bin/sh
# Drop-in for ZooKeeper's script of this name: shows what is in a snapshot.
self=$(readlink -f "$0" 2>/dev/null || echo "$0")
exec "$(dirname "$self")/quorate" tool snapshot "$@"
