package io.quorate.conformance.ensemble;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The disk of a running server, which can be made to stand still: whichever thread of its process
 * is about to wait for the disk waits until it goes on. A debugger's connection does it, so that it
 * needs no rights, no file system of its own and nothing in the product. Used by one thread.
 */
final class StalledDisk implements AutoCloseable {

    /** Where every storage waits for the disk. */
    private static final String FILE = "io.quorate.runtime.disk.FileDisk$ChannelFile";

    private static final String DIRECTORY = "io.quorate.runtime.disk.FileDisk";
    private static final Set<String> WAITING = Set.of("sync", "syncDir");

    private final VirtualMachine machine;
    private final List<ThreadReference> held = new ArrayList<>();

    private StalledDisk(VirtualMachine machine) {
        this.machine = machine;
    }

    /** The flag of a server's virtual machine whose disk may be stalled through this port. */
    static String flag(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    /** The disk of the server that was started with this flag. */
    static StalledDisk of(int port) throws IOException {
        AttachingConnector connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(any -> any.name().equals("com.sun.jdi.SocketAttach"))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        try {
            return new StalledDisk(connector.attach(arguments));
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing reaches the disk for so long; then everything goes on. */
    void standStill(long millis) throws InterruptedException {
        List<BreakpointRequest> requests = new ArrayList<>();
        for (String name : List.of(FILE, DIRECTORY)) {
            for (ReferenceType type : machine.classesByName(name)) {
                for (Method method : type.methods()) {
                    if (WAITING.contains(method.name()) && !method.isAbstract()) {
                        BreakpointRequest request =
                                machine.eventRequestManager()
                                        .createBreakpointRequest(method.location());
                        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                        request.enable();
                        requests.add(request);
                    }
                }
            }
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0; left = millisUntil(end)) {
            hold(machine.eventQueue().remove(left));
        }
        machine.eventRequestManager().deleteEventRequests(requests);
        for (EventSet late = machine.eventQueue().remove(1);
                late != null;
                late = machine.eventQueue().remove(1)) {
            hold(late);
        }
        held.forEach(ThreadReference::resume);
    }

    private static long millisUntil(long endNanos) {
        return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    }

    private void hold(EventSet events) {
        if (events != null) {
            for (Event event : events) {
                if (event instanceof BreakpointEvent reached) {
                    held.add(reached.thread());
                }
            }
        }
    }

    /** How many threads have waited for it. */
    int waited() {
        return held.size();
    }

    /** Whoever still waits goes on. */
    @Override
    public void close() {
        machine.dispose();
    }
}
