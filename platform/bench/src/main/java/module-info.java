/** Light raw-protocol load generator and the comparison with a reference server. */
open module io.quorate.bench {
    requires static org.jspecify;

    exports io.quorate.bench;
}
