/** Load generator and benches. */
open module io.quorate.bench {
    requires static osgi.annotation;
    requires io.quorate.model;
    requires io.quorate.wire;
}
