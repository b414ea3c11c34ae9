/** The main class of the server process. */
open module io.quorate.launcher {
    requires static osgi.annotation;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.config;
    requires io.quorate.kernel;
    requires org.slf4j;
}
