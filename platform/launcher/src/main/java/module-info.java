/** The main class of the server process. */
open module io.quorate.launcher {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires java.management;
    requires java.management.rmi;
    requires java.rmi;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires io.quorate.config;
    requires io.quorate.kernel;
    requires io.quorate.model;
    requires io.quorate.runtime;
    requires org.slf4j;

    provides ch.qos.logback.classic.spi.Configurator with
            io.quorate.launcher.LogSetup;
}
