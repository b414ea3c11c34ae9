#!/bin/sh
# Drop-in for ZooKeeper's script of this name: the client shell.
self=$(readlink -f "$0" 2>/dev/null || echo "$0")
exec "$(dirname "$self")/quorate" shell "$@"
