package io.quorate.launcher;

import io.quorate.config.ConfigurationException;
import io.quorate.config.ProcessFlag;
import io.quorate.kernel.StartFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.rmi.AlreadyBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.Map;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;

/**
 * Opens the port for JMX that {@code JMXPORT} asks for, without users and TLS. The JVM's own flags
 * would do it as well, but they add a module at the start, and then no archive of classes made
 * without it can be used.
 */
final class ManagementPort {

    /** Set by the scripts. */
    static final String PORT_KEY = "quorate.jmx.port";

    /** Where JMX clients look by themselves. */
    private static final String NAME = "jmxrmi";

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
        try {
            int number = (int) ProcessFlag.number(PORT_KEY, "port");
            Registry registry = LocateRegistry.createRegistry(number);
            RMIJRMPServerImpl server = new RMIJRMPServerImpl(number, null, null, Map.of());
            new RMIConnectorServer(
                            new JMXServiceURL("service:jmx:rmi://"),
                            Map.of(),
                            server,
                            ManagementFactory.getPlatformMBeanServer())
                    .start();
            registry.bind(NAME, server.toStub());
        } catch (ConfigurationException e) {
            throw new StartFailure(e.getMessage(), e);
        } catch (IOException | AlreadyBoundException | IllegalArgumentException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new StartFailure(
                    "the port for JMX, " + port + ", cannot be had: " + reason.getMessage(), e);
        }
    }
}
