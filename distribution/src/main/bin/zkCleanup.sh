#!/bin/sh
# Drop-in for ZooKeeper's script of this name: removes old snapshots and logs of the configured server: zkCleanup.sh -n 3
self=$(readlink -f "$0" 2>/dev/null || echo "$0")
exec "$(dirname "$self")/quorate" cleanup "$@"
