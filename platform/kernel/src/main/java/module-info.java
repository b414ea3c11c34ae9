/** Embeds the framework: installs, starts, watches and replaces bundles, reports what is missing. */
open module io.quorate.kernel {
    requires static osgi.annotation;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires io.quorate.config;
    requires org.slf4j;
}
