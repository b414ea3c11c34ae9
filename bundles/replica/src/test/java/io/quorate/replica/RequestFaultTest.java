package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fault of the server in one request costs that request, not the server. */
final class RequestFaultTest {

    private static final Znode BROKEN = Znode.of("/broken");
    private static final String FAILED = "error " + ErrorCode.MARSHALLING_ERROR;

    private ReplicaOnATable table;
    private RecordedConnection client;

    @BeforeEach
    void connect() throws Exception {
        table = new ReplicaOnATable(RequestFaultTest::withABrokenNode);
        client = table.connect();
        client.take();
    }

    /** An engine whose tree fails like a wrong program whenever that node is looked at. */
    private static StorageEngine withABrokenNode(StorageEngine real) {
        TreeBatch batch = around(TreeBatch.class, real.tree().batch(), "get", BROKEN);
        TreeStore store =
                proxy(
                        TreeStore.class,
                        (method, arguments) ->
                                method.getName().equals("batch")
                                        ? batch
                                        : call(method, real.tree(), arguments));
        return proxy(
                StorageEngine.class,
                (method, arguments) ->
                        method.getName().equals("tree") ? store : call(method, real, arguments));
    }

    private static <T> T around(Class<T> type, T real, String name, Object first) {
        return proxy(
                type,
                (method, arguments) -> {
                    if (method.getName().equals(name) && first.equals(arguments[0])) {
                        throw new IllegalStateException("planted");
                    }
                    return call(method, real, arguments);
                });
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, arguments) -> handler.handle(method, arguments)));
    }

    private static Object call(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static Request.Create creation(String path, int flags) {
        return new Request.Create(
                OpCode.CREATE, Znode.of(path), new byte[0], AclEntry.OPEN, flags, -1);
    }

    @Test
    void aWriteThatCannotBePreparedIsRefusedAndTheNextOnesGoOn() {
        RecordedConnection other = table.connect();
        other.take();
        table.create(client, 1, "/broken/child", "", CreateFlags.PERSISTENT);
        table.create(client, 2, "/a", "", CreateFlags.PERSISTENT);
        table.create(other, 1, "/b", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 " + FAILED, "2 created /a");
        assertThat(other.take()).containsExactly("1 created /b");
    }

    @Test
    void oneThatIsPreparedInSlicesDoesNotHoldUpTheNextOnes() {
        RecordedConnection other = table.connect();
        other.take();
        List<Request.Write> parts = new ArrayList<>();
        for (int at = 0; at < 600; at++) {
            parts.add(creation("/m" + at, CreateFlags.PERSISTENT));
        }
        parts.add(creation("/broken/child", CreateFlags.PERSISTENT));
        table.write(client, 1, new Request.Multi(parts));
        table.create(client, 2, "/m7", "", CreateFlags.PERSISTENT);
        table.create(other, 1, "/b", "", CreateFlags.PERSISTENT);
        table.loop.settle();
        assertThat(client.take()).containsExactly("1 " + FAILED, "2 created /m7");
        assertThat(other.take()).containsExactly("1 created /b");
    }

    @Test
    void nothingIsLeftOfTheHalfThatWasPrepared() {
        table.create(client, 1, "/a", "x", CreateFlags.PERSISTENT);
        table.loop.settle();
        client.take();
        table.write(
                client,
                2,
                new Request.Multi(
                        List.of(
                                creation("/a/e", CreateFlags.EPHEMERAL),
                                creation("/a/n-", CreateFlags.PERSISTENT_SEQUENTIAL),
                                new Request.SetData(Znode.of("/a"), new byte[3], 0),
                                new Request.Delete(BROKEN, -1))));
        table.create(client, 3, "/a/n-", "", CreateFlags.PERSISTENT_SEQUENTIAL);
        table.write(client, 4, new Request.SetData(Znode.of("/a"), new byte[0], 0));
        table.create(client, 5, "/a/e", "", CreateFlags.EPHEMERAL);
        table.loop.settle();
        assertThat(client.take())
                .containsExactly(
                        "2 " + FAILED, "3 created /a/n-0000000000", "4 stat v1", "5 created /a/e");
    }

    @Test
    void aReadThatFailsIsRefusedInItsTurn() {
        table.get(client, 1, "/broken", false);
        assertThat(client.take()).containsExactly("1 " + FAILED);
        table.create(client, 2, "/a", "x", CreateFlags.PERSISTENT);
        table.get(client, 3, "/broken", false);
        table.get(client, 4, "/a", false);
        table.loop.settle();
        assertThat(client.take()).containsExactly("2 created /a", "3 " + FAILED, "4 data x v0");
    }
}
