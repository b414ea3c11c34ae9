#!/bin/sh
# Drop-in for ZooKeeper's script of this name: zkServer.sh [--config dir] start|start-foreground|stop|version|restart|status|print-cmd [zoo.cfg]
self=$(readlink -f "$0" 2>/dev/null || echo "$0")
bin=$(dirname "$self")
if [ "$1" = --config ] && [ $# -gt 1 ]; then
    ZOOCFGDIR=$2
    export ZOOCFGDIR
    shift 2
fi
case $1 in
    start | start-foreground | stop | restart | status | print-cmd | version) exec "$bin/quorate" "$@" ;;
    -h | -help | --help) exec "$bin/quorate" help ;;
    *)
        echo "Usage: $0 [--config <conf-dir>] {start|start-foreground|stop|version|restart|status|print-cmd}" >&2
        exit 1
        ;;
esac
