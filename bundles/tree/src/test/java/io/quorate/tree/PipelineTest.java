package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.LoggedTxn;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Seeded runs of random requests ({@link Seeds}), the plain side on the model tree, the tried side
 * on the heap tree.
 */
class PipelineTest {

    private static final TreeSettings EXTENDED =
            new TreeSettings(true, false, false, true, true, false);
    private static final int REQUESTS = 300;

    private static Txn prepare(Server server, RandomRequests.Asked asked) {
        server.session = asked.session();
        server.who = asked.who();
        server.now += 10;
        return server.prepare(asked.request()).txn();
    }

    /** A list of ephemerals has no order. */
    private static Object comparable(Txn txn) {
        return txn instanceof Txn.CloseSession close ? new HashSet<>(close.ephemerals()) : txn;
    }

    @Test
    void preparingAheadMakesTheSameTransactionsAndTheSameTree() {
        Seeds.each(
                seed -> {
                    Server stepwise = new Server(new ModelTree(true), EXTENDED);
                    Server ahead = new Server(EXTENDED);
                    ahead.inSlices = seed % 2 == 0;
                    Random random = new Random(~seed);
                    int aheadMax = 1 + random.nextInt(40);
                    for (RandomRequests.Asked asked :
                            new RandomRequests(seed, true).take(REQUESTS)) {
                        Txn expected = prepare(stepwise, asked);
                        stepwise.applyAll();
                        assertThat(comparable(prepare(ahead, asked)))
                                .isEqualTo(comparable(expected));
                        while (ahead.prepared.size() > random.nextInt(aheadMax)) {
                            ahead.applyNext();
                        }
                    }
                    ahead.applyAll();
                    assertThat(ahead.dump()).isEqualTo(stepwise.dump());
                    assertThat(stepwise.mismatches + ahead.mismatches).isZero();
                });
    }

    @Test
    void whatIsAllPreparedFirstIsRightToo() {
        Seeds.each(
                seed -> {
                    Server stepwise = new Server(new ModelTree(true), EXTENDED);
                    Server ahead = new Server(EXTENDED);
                    for (RandomRequests.Asked asked :
                            new RandomRequests(seed, false).take(REQUESTS)) {
                        Txn expected = prepare(stepwise, asked);
                        stepwise.applyAll();
                        assertThat(comparable(prepare(ahead, asked)))
                                .isEqualTo(comparable(expected));
                    }
                    ahead.applyAll();
                    assertThat(ahead.dump()).isEqualTo(stepwise.dump());
                    assertThat(ahead.mismatches).isZero();
                });
    }

    @Test
    void preparedTransactionsThatNeverComeLeaveNoTrace() {
        Seeds.each(
                seed -> {
                    Server server = new Server(EXTENDED);
                    server.inSlices = seed % 2 == 0;
                    Server plain = new Server(new ModelTree(true), EXTENDED);
                    Random random = new Random(~seed);
                    for (RandomRequests.Asked asked :
                            new RandomRequests(seed, false).take(REQUESTS)) {
                        if (random.nextInt(5) == 0) {
                            long zxid = server.zxid;
                            for (RandomRequests.Asked lost :
                                    new RandomRequests(random.nextLong(), false).take(5)) {
                                prepare(server, lost);
                            }
                            server.prepared.clear();
                            server.machine.preparer().reset();
                            server.zxid = zxid;
                            server.now = plain.now;
                        }
                        assertThat(comparable(prepare(server, asked)))
                                .isEqualTo(comparable(prepare(plain, asked)));
                        server.applyAll();
                        plain.applyAll();
                    }
                    assertThat(server.dump()).isEqualTo(plain.dump());
                    assertThat(server.mismatches).isZero();
                });
    }

    @Test
    void replayOverAFuzzySnapshotConverges() {
        Seeds.each(
                seed -> {
                    Server server = new Server(EXTENDED);
                    List<LoggedTxn> log = new ArrayList<>();
                    for (RandomRequests.Asked asked :
                            new RandomRequests(seed, false).take(REQUESTS)) {
                        prepare(server, asked);
                        log.add(server.prepared.getFirst());
                        server.applyAll();
                    }
                    Random random = new Random(~seed);
                    int begin = random.nextInt(REQUESTS / 2);
                    Server source = new Server(EXTENDED);
                    Deque<LoggedTxn> rest = new ArrayDeque<>(log);
                    for (int applied = 0; applied < begin; applied++) {
                        source.apply(rest.removeFirst());
                    }
                    ModelTree fuzzy = snapshot(source, rest, random);
                    Server restored = new Server(fuzzy, EXTENDED);
                    restored.machine
                            .digests()
                            .loaded(
                                    begin,
                                    source.tree.position().zxid(),
                                    source.tree.digest(),
                                    fuzzy.digest());
                    log.subList(begin, log.size()).forEach(restored::apply);
                    assertThat(restored.dump()).isEqualTo(server.dump());
                    assertThat(restored.mismatches).isZero();
                });
    }

    /**
     * Copies the tree node by node, depth first, while transactions go on being applied: what
     * ZooKeeper's snapshots contain.
     */
    private static ModelTree snapshot(Server source, Deque<LoggedTxn> rest, Random random) {
        ModelTree copy = new ModelTree(true);
        Server.call(
                () -> {
                    for (SessionCursor sessions = source.tree.sessions(); sessions.next(); ) {
                        copy.session(sessions.sessionId(), sessions.timeoutMillis());
                    }
                    copyNode(Znode.ROOT, source, copy, rest, random);
                    return null;
                });
        return copy;
    }

    private static void copyNode(
            Znode path, Server source, TreeBatch copy, Deque<LoggedTxn> rest, Random random)
            throws StorageException {
        NodeRecord node = new NodeRecord();
        if (!source.tree.get(path, node)) {
            return;
        }
        node.aclId = copy.acl(source.tree.acl(node.aclId));
        copy.put(path, node);
        List<byte[]> names = new ArrayList<>();
        for (ChildCursor children = source.tree.children(path); children.next(); ) {
            names.add(children.name());
        }
        for (byte[] name : names) {
            while (rest.size() > 20 && random.nextInt(3) == 0) {
                source.apply(rest.removeFirst());
            }
            copyNode(path.child(name), source, copy, rest, random);
        }
    }
}
