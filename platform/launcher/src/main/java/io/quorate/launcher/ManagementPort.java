package io.quorate.launcher;

import io.quorate.kernel.StartFailure;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.ObjectName;

/**
 * Opens the port for JMX that {@code JMXPORT} asks for. The JVM's own flags would do it as well,
 * but they add a module at the start, and then no archive of classes made without it can be used.
 */
final class ManagementPort {

    /** Port, whether users have to authenticate, whether TLS is spoken; set by the scripts. */
    static final String PORT_KEY = "quorate.jmx.port";

    static final String AUTHENTICATE_KEY = "quorate.jmx.authenticate";
    static final String SSL_KEY = "quorate.jmx.ssl";

    private ManagementPort() {}

    /**
     * Opens the port if one is wanted.
     *
     * @throws StartFailure if it cannot be had
     */
    static void open() throws StartFailure {
        String port = System.getProperty(PORT_KEY);
        if (port == null) {
            return;
        }
        String[] options = {
            "jmxremote.port=" + port,
            "jmxremote.authenticate=" + System.getProperty(AUTHENTICATE_KEY, "false"),
            "jmxremote.ssl=" + System.getProperty(SSL_KEY, "false")
        };
        try {
            Object answer =
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "managementAgentStart",
                                    new Object[] {options},
                                    new String[] {String[].class.getName()});
            String said = String.valueOf(answer).strip();
            if (!said.isEmpty()) {
                throw refused(port, said, null);
            }
        } catch (JMException | JMRuntimeException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw refused(port, String.valueOf(reason.getMessage()), e);
        }
    }

    private static StartFailure refused(String port, String reason, Exception cause) {
        return new StartFailure(
                "the port for JMX, " + port + ", cannot be had: " + reason.replaceAll("\\s+", " "),
                cause);
    }
}
