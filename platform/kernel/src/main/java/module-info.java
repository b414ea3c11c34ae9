/**
 * Embeds the framework: installs, starts, watches and replaces bundles, reports what is missing.
 */
open module io.quorate.kernel {
    requires static osgi.annotation;
    requires org.apache.felix.configadmin;
    requires org.apache.felix.framework;
    requires org.apache.felix.scr;
    requires java.xml;
    requires transitive io.quorate.config;
    requires org.slf4j;
    requires org.osgi.service.component;

    uses org.osgi.framework.launch.FrameworkFactory;

    exports io.quorate.kernel;
}
