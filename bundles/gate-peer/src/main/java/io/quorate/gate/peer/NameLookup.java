package io.quorate.gate.peer;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.quorate.peer.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the addresses of names, anew each time, on threads of its own: the system's resolver
 * blocks. Literals are answered at once.
 */
final class NameLookup {

    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 30;

    private final EventLoop loop;
    private final ThreadPoolExecutor threads;

    NameLookup(EventLoop loop) {
        this.loop = loop;
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "quorate-names");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Hands every address of every endpoint to {@code found}, on the loop; none if no name is
     * known.
     */
    void find(List<Endpoint> endpoints, Consumer<List<InetSocketAddress>> found) {
        if (endpoints.stream()
                .allMatch(
                        endpoint ->
                                NetUtil.createByteArrayFromIpAddressString(endpoint.host())
                                        != null)) {
            found.accept(resolve(endpoints));
            return;
        }
        threads.execute(
                () -> {
                    List<InetSocketAddress> addresses = resolve(endpoints);
                    loop.execute(() -> found.accept(addresses));
                });
    }

    private static List<InetSocketAddress> resolve(List<Endpoint> endpoints) {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (Endpoint endpoint : endpoints) {
            try {
                for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
                    addresses.add(new InetSocketAddress(address, endpoint.port()));
                }
            } catch (UnknownHostException unknown) {
                // One of several names may be unknown; if all are, the list is empty.
            }
        }
        return new ArrayList<>(addresses);
    }

    void close() {
        threads.shutdownNow();
    }
}
