package io.quorate.tree;

import io.quorate.model.Identity;
import io.quorate.model.LoggedTxn;
import io.quorate.model.Request;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;
import io.quorate.wire.RequestCodec;
import io.quorate.wire.TxnCodec;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.SessionExpiredException;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.PrepRequestProcessor;
import org.apache.zookeeper.server.RequestProcessor;
import org.apache.zookeeper.server.RequestRecord;
import org.apache.zookeeper.server.SessionTracker;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;

/**
 * ZooKeeper's own request preparation and data tree, without network, log and threads: the oracle.
 */
final class ReferenceServer {

    private final Core core;
    private final Preparation preparation;
    private final Deque<org.apache.zookeeper.server.Request> prepared = new ArrayDeque<>();

    ReferenceServer(File directory) throws IOException {
        core = new Core(directory);
        preparation = new Preparation(core, prepared);
    }

    /** Prepares; zxid and time are the reference's own. */
    LoggedTxn prepare(RandomRequests.Asked asked)
            throws IOException, MalformedRecord, RequestProcessor.RequestProcessorException {
        List<Id> ids = new ArrayList<>();
        for (Identity who : asked.who()) {
            ids.add(new Id(who.scheme(), who.id()));
        }
        RequestRecord body = RequestRecord.fromBytes(body(asked.request()));
        preparation.pRequest(
                new org.apache.zookeeper.server.Request(
                        null, asked.session(), 7, asked.request().op(), body, ids));
        org.apache.zookeeper.server.Request done = prepared.getLast();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryOutputArchive out = BinaryOutputArchive.getArchive(bytes);
        done.getHdr().serialize(out, "header");
        done.getTxn().serialize(out, "body");
        if (done.getTxnDigest() != null) {
            done.getTxnDigest().serialize(out, "digest");
        }
        return TxnCodec.decode(bytes.toByteArray());
    }

    int waiting() {
        return prepared.size();
    }

    /** Applies the oldest prepared transaction; its error, and those of the parts of a multi. */
    List<Integer> applyNext() {
        org.apache.zookeeper.server.Request next = prepared.removeFirst();
        DataTree.ProcessTxnResult result = core.processTxn(next);
        List<Integer> errors = new ArrayList<>();
        if (result.multiResult == null) {
            errors.add(result.err);
        } else {
            result.multiResult.forEach(part -> errors.add(part.err));
        }
        return errors;
    }

    long digest() {
        return tree().getTreeDigest();
    }

    /** A line per node: path, data, ACL, stat as clients see it. */
    Map<String, String> dump() throws KeeperException {
        Map<String, String> lines = new TreeMap<>();
        dump("", lines);
        return lines;
    }

    private void dump(String path, Map<String, String> lines) throws KeeperException {
        Stat stat = new Stat();
        byte[] data = tree().getData(path, stat, null);
        List<String> acl = new ArrayList<>();
        for (ACL entry : tree().getACL(path, new Stat())) {
            acl.add(
                    entry.getPerms()
                            + ":"
                            + entry.getId().getScheme()
                            + ":"
                            + entry.getId().getId());
        }
        List<Long> numbers =
                List.of(
                        stat.getCzxid(),
                        stat.getMzxid(),
                        stat.getPzxid(),
                        stat.getCtime(),
                        stat.getMtime(),
                        (long) stat.getVersion(),
                        (long) stat.getCversion(),
                        (long) stat.getAversion(),
                        stat.getEphemeralOwner(),
                        (long) stat.getNumChildren(),
                        (long) stat.getDataLength());
        lines.put(path, (data == null ? "null" : new String(data)) + " " + acl + " " + numbers);
        for (String child : tree().getChildren(path, null, null)) {
            dump(path + "/" + child, lines);
        }
    }

    private DataTree tree() {
        return core.getZKDatabase().getDataTree();
    }

    private static byte[] body(Request.Write request) {
        JuteWriter out = new JuteWriter();
        if (request instanceof Request.CreateSession open) {
            out.int32(open.timeoutMillis());
        } else {
            RequestCodec.encode(request, out);
        }
        return out.toByteArray();
    }

    private static final class Core extends ZooKeeperServer {
        Core(File directory) throws IOException {
            super(directory, directory, 3_000);
            setZKDatabase(new ZKDatabase(getTxnLogFactory()));
            sessionTracker = new Sessions();
        }
    }

    private static final class Preparation extends PrepRequestProcessor {
        Preparation(ZooKeeperServer server, Deque<org.apache.zookeeper.server.Request> done) {
            super(
                    server,
                    new RequestProcessor() {
                        @Override
                        public void processRequest(org.apache.zookeeper.server.Request request) {
                            done.addLast(request);
                        }

                        @Override
                        public void shutdown() {}
                    });
        }

        @Override
        protected void pRequest(org.apache.zookeeper.server.Request request)
                throws RequestProcessorException {
            super.pRequest(request);
        }
    }

    /** Sessions live from their creation until they are being closed; none expires. */
    private static final class Sessions implements SessionTracker {
        private final Set<Long> alive = new HashSet<>();

        @Override
        public long createSession(int timeoutMillis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean trackSession(long id, int timeoutMillis) {
            return alive.add(id);
        }

        @Override
        public boolean commitSession(long id, int timeoutMillis) {
            return false;
        }

        @Override
        public boolean touchSession(long id, int timeoutMillis) {
            return true;
        }

        @Override
        public void setSessionClosing(long id) {
            alive.remove(id);
        }

        @Override
        public void shutdown() {}

        @Override
        public void removeSession(long id) {
            alive.remove(id);
        }

        @Override
        public boolean isTrackingSession(long id) {
            return alive.contains(id);
        }

        @Override
        public void checkSession(long id, Object owner) throws SessionExpiredException {
            if (!alive.contains(id)) {
                throw new SessionExpiredException();
            }
        }

        @Override
        public void checkGlobalSession(long id, Object owner) throws SessionExpiredException {
            checkSession(id, owner);
        }

        @Override
        public void setOwner(long id, Object owner) {}

        @Override
        public void dumpSessions(PrintWriter into) {}

        @Override
        public Map<Long, Set<Long>> getSessionExpiryMap() {
            return Map.of();
        }

        @Override
        public long getLocalSessionCount() {
            return 0;
        }

        @Override
        public boolean isLocalSessionsEnabled() {
            return false;
        }

        @Override
        public Set<Long> globalSessions() {
            return alive;
        }

        @Override
        public Set<Long> localSessions() {
            return Set.of();
        }
    }
}
