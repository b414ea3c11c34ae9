/** The client shell. */
open module io.quorate.shell {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires io.quorate.model;
    requires io.quorate.wire;
    requires org.jline;
}
