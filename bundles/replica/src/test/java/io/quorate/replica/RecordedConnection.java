package io.quorate.replica;

import io.quorate.model.Outcome;
import io.quorate.service.ClientConnection;
import io.quorate.service.NodeEvent;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A gate's connection that writes down, in words, what it is told. */
final class RecordedConnection implements ClientConnection {

    final List<String> heard = new ArrayList<>();
    long sessionId;
    long lastZxid;
    final List<Long> zxids = new ArrayList<>();
    byte[] password;

    /** Whether it takes more; told to whoever asks. */
    boolean writable = true;

    /** Whether it is asked to hand in nothing more. */
    boolean paused;

    private Object attachment;

    @Override
    public void pauseInput() {
        paused = true;
    }

    @Override
    public void resumeInput() {
        paused = false;
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress("127.0.0.1", 40_000);
    }

    @Override
    public void established(long id, int timeoutMillis, byte[] sessionPassword, boolean readOnly) {
        sessionId = id;
        password = sessionPassword;
        heard.add("established " + timeoutMillis + (readOnly ? " read-only" : ""));
    }

    @Override
    public void rejected(boolean readOnly) {
        heard.add("rejected" + (readOnly ? " read-only" : ""));
    }

    @Override
    public void reply(int xid, int op, long zxid, Outcome outcome) {
        String result =
                switch (outcome) {
                    case Outcome.Refused refused -> "error " + refused.error();
                    case Outcome.Done done -> "ok";
                    case Outcome.Created created -> "created " + created.path();
                    case Outcome.Data data ->
                            "data "
                                    + (data.length() < 0
                                            ? "null"
                                            : new String(
                                                    data.source(), data.offset(), data.length()))
                                    + " v"
                                    + data.stat().version();
                    case Outcome.Stats stats -> "stat v" + stats.stat().version();
                    case Outcome.Children children -> "children " + children.names().size();
                    case Outcome.Multi multi ->
                            multi.parts().stream()
                                    .map(
                                            part ->
                                                    part instanceof Outcome.Refused refused
                                                            ? "error " + refused.error()
                                                            : "ok")
                                    .toList()
                                    .toString();
                    case Outcome.Synced synced -> "synced";
                    case Outcome.Token token ->
                            "token " + (token.token() == null ? null : new String(token.token()));
                    default -> outcome.getClass().getSimpleName();
                };
        lastZxid = zxid;
        zxids.add(zxid);
        heard.add(xid + " " + result);
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void event(NodeEvent event) {
        heard.add("event " + event.type() + " " + event.path());
    }

    @Override
    public void close() {
        heard.add("closed");
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object value) {
        attachment = value;
    }

    /** What was heard since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }
}
