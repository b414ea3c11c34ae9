package io.quorate.replica.auth;

import io.quorate.model.Identity;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;

/**
 * The identities of a connection. They grow one by one, each at the same cost, up to a bound: they
 * travel with every write that is forwarded to a leader. Loop thread only, but for the lists it
 * gives out.
 */
public final class Identities {

    /** Most identities of one connection; far below what a packet between servers may carry. */
    public static final int COUNT_MAX = 256;

    /** Most bytes of them as a packet carries them. */
    public static final int BYTES_MAX = 32 << 10;

    private static final int LENGTHS = 8;

    /** The first ones of an array that only ever gets more behind them; immutable, any thread. */
    private static final class First extends AbstractList<Identity> implements RandomAccess {

        private final Identity[] all;
        private final int size;

        First(Identity[] all, int size) {
            this.all = all;
            this.size = size;
        }

        @Override
        public Identity get(int index) {
            return all[Objects.checkIndex(index, size)];
        }

        @Override
        public int size() {
            return size;
        }
    }

    private final Set<Identity> known = new HashSet<>();
    private Identity[] all = new Identity[2];
    private int bytes;
    private List<Identity> list;

    public Identities(Identity first) {
        append(first);
        list = new First(all, known.size());
    }

    /** Those there are now; stays as it is when more are added. */
    public List<Identity> list() {
        return list;
    }

    /**
     * Adds those that are not there yet.
     *
     * @return false if it would be too many or too long, in which case none is added
     */
    public boolean add(List<Identity> more) {
        int count = known.size();
        long wanted = bytes;
        for (Identity identity : more) {
            if (!known.contains(identity)) {
                count++; // the same one twice counts twice, which is no matter here
                wanted += bytes(identity);
            }
        }
        if (count > COUNT_MAX || wanted > BYTES_MAX) {
            return false;
        }
        for (Identity identity : more) {
            append(identity);
        }
        list = new First(all, known.size());
        return true;
    }

    private void append(Identity identity) {
        if (!known.add(identity)) {
            return;
        }
        int at = known.size() - 1;
        if (at == all.length) {
            all = Arrays.copyOf(all, 2 * at);
        }
        all[at] = identity;
        bytes += bytes(identity);
    }

    private static int bytes(Identity identity) {
        return LENGTHS + bytes(identity.scheme()) + bytes(identity.id());
    }

    private static int bytes(String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
