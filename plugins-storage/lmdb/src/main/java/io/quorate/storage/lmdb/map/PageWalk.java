package io.quorate.storage.lmdb.map;

import io.quorate.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Reads all pages in use of a file of LMDB and checks that they hang together: each is there, used
 * once and not free; keys ascend, also from page to page; nothing reaches out of its page; there
 * are as many of each kind as the file counts. One thread; blocking. Source: docs/adr/0125.
 */
final class PageWalk {

    /** Takes the entries of the map in the order of their keys. */
    interface Sink {

        /** One entry; its value is behind its checksum. */
        void entry(byte[] key, byte[] stored) throws StorageException;
    }

    private static final int DEPTH_MAX = 32;
    private static final int NODE_BYTES = 8;
    private static final int LOWER_AT = 12;
    private static final int UPPER_AT = 14;
    private static final long NO_PAGE = -1;

    /** Of an entry: its value has pages of its own; its value is a map. */
    private static final int BIG = 0x01;

    private static final int SUB = 0x02;

    private final PageFile file;
    private final BitSet used = new BitSet();

    PageWalk(PageFile file) {
        this.file = file;
    }

    /**
     * Walks over everything.
     *
     * @throws StorageException CORRUPT: names the file and the place
     */
    void run(Sink sink) throws IOException, StorageException {
        new Pages(file.main(), Arrays::compareUnsigned, this::noEntry, sink).walk();
        new Pages(file.free(), PageWalk::compareNumbers, this::free, this::noEntry).walk();
    }

    private void noEntry(byte[] key, byte[] value) throws StorageException {
        throw file.damaged("the tree has an entry where there is none", -1);
    }

    private static int compareNumbers(byte[] one, byte[] other) {
        return Long.compareUnsigned(number(one), number(other));
    }

    private static long number(byte[] key) {
        return key.length == Long.BYTES
                ? ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getLong()
                : 0;
    }

    /** A list of free pages: how many, then their numbers. */
    private void free(byte[] key, byte[] value) throws StorageException {
        ByteBuffer from = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        long count = value.length < Long.BYTES ? -1 : from.getLong();
        if (count < 0 || count > from.remaining() / Long.BYTES) {
            throw file.damaged("a list of free pages is not what was written", -1);
        }
        for (long i = 0; i < count; i++) {
            long free = from.getLong();
            if (free < 2 || free > file.lastPage() || used.get((int) free)) {
                throw file.damagedPage("a page is in use and free", free);
            }
        }
    }

    /** The pages of one map. */
    private final class Pages {
        private final ByteBuffer about;
        private final Comparator<byte[]> order;
        private final Sink entries;
        private final Sink below;
        private long branches;
        private long leaves;
        private long overflows;
        private long count;

        /** {@code below} takes the entries of maps that are in it. */
        Pages(ByteBuffer about, Comparator<byte[]> order, Sink entries, Sink below) {
            this.about = about;
            this.order = order;
            this.entries = entries;
            this.below = below;
        }

        void walk() throws IOException, StorageException {
            int depth = about.getShort(6);
            long root = about.getLong(40);
            if (depth < 0 || depth > DEPTH_MAX || (root == NO_PAGE) != (depth == 0)) {
                throw file.damaged("the tree has an impossible root", -1);
            }
            if (depth > 0) {
                page(root, depth, null, null);
            }
            if (branches != about.getLong(8)
                    || leaves != about.getLong(16)
                    || overflows != about.getLong(24)
                    || count != about.getLong(32)) {
                throw file.damaged(
                        "the tree has other pages or entries than it counts: "
                                + count
                                + " entries instead of "
                                + about.getLong(32),
                        -1);
            }
        }

        private void page(long number, int depth, byte @Nullable [] from, byte @Nullable [] to)
                throws IOException, StorageException {
            ByteBuffer page = file.page(number, depth == 1 ? PageFile.LEAF : PageFile.BRANCH);
            use(number, 1);
            int lower = Short.toUnsignedInt(page.getShort(LOWER_AT));
            int upper = Short.toUnsignedInt(page.getShort(UPPER_AT));
            if (lower < PageFile.HEADER_BYTES || lower > upper || upper > file.pageBytes()) {
                throw file.damagedPage("a page of the tree has impossible bounds", number);
            }
            int nodes = (lower - PageFile.HEADER_BYTES) / Short.BYTES;
            if (depth == 1) {
                leaves++;
                leaf(number, page, nodes, from, to);
            } else {
                branches++;
                branch(number, depth, page, nodes, from, to);
            }
        }

        private void use(long number, int pages) throws StorageException {
            for (int i = 0; i < pages; i++) {
                if (used.get((int) number + i)) {
                    throw file.damagedPage("a page is in use twice", number + i);
                }
                used.set((int) number + i);
            }
        }

        private void branch(
                long number,
                int depth,
                ByteBuffer page,
                int nodes,
                byte @Nullable [] from,
                byte @Nullable [] to)
                throws IOException, StorageException {
            byte[] least = from;
            for (int i = 0; i < nodes; i++) {
                int at = node(number, page, i);
                byte[] next = i + 1 < nodes ? key(page, node(number, page, i + 1)) : to;
                check(number, least, next, to);
                long child =
                        Integer.toUnsignedLong(page.getInt(at))
                                | (long) Short.toUnsignedInt(page.getShort(at + 4)) << 32;
                page(child, depth - 1, least, next);
                least = next;
            }
        }

        private void check(
                long number, byte @Nullable [] low, byte @Nullable [] key, byte @Nullable [] high)
                throws StorageException {
            boolean above = low == null || key == null || order.compare(low, key) < 0;
            boolean below =
                    key == high || key == null || high == null || order.compare(key, high) < 0;
            if (!above || !below) {
                throw file.damagedPage("keys of a page are out of order", number);
            }
        }

        /** Where an entry of a page begins. */
        private int node(long number, ByteBuffer page, int index) throws StorageException {
            int at =
                    Short.toUnsignedInt(page.getShort(PageFile.HEADER_BYTES + index * Short.BYTES));
            if (at < Short.toUnsignedInt(page.getShort(UPPER_AT))
                    || at + NODE_BYTES > file.pageBytes()
                    || at + NODE_BYTES + keyBytes(page, at) > file.pageBytes()) {
                throw file.damagedPage("an entry reaches out of its page", number);
            }
            return at;
        }

        private int keyBytes(ByteBuffer page, int at) {
            return Short.toUnsignedInt(page.getShort(at + 6));
        }

        private byte[] key(ByteBuffer page, int at) {
            byte[] key = new byte[keyBytes(page, at)];
            page.get(at + NODE_BYTES, key);
            return key;
        }

        private void leaf(
                long number,
                ByteBuffer page,
                int nodes,
                byte @Nullable [] from,
                byte @Nullable [] to)
                throws IOException, StorageException {
            byte[] before = null;
            for (int i = 0; i < nodes; i++) {
                int at = node(number, page, i);
                byte[] key = key(page, at);
                boolean first = before == null && from != null && order.compare(from, key) == 0;
                if (!first) {
                    check(number, before == null ? from : before, key, to);
                }
                before = key;
                count++;
                int flags = Short.toUnsignedInt(page.getShort(at + 4));
                byte[] value = value(number, page, at, key.length, flags);
                if (flags == SUB) {
                    map(value);
                } else {
                    entries.entry(key, value);
                }
            }
        }

        private byte[] value(long number, ByteBuffer page, int at, int keyBytes, int flags)
                throws IOException, StorageException {
            long bytes = Integer.toUnsignedLong(page.getInt(at));
            int begin = at + NODE_BYTES + keyBytes;
            long inPage = flags == BIG ? Long.BYTES : bytes;
            if (flags != 0 && flags != BIG && flags != SUB || begin + inPage > file.pageBytes()) {
                throw file.damagedPage("an entry reaches out of its page", number);
            }
            if (flags != BIG) {
                byte[] value = new byte[(int) bytes];
                page.get(begin, value);
                return value;
            }
            return large(number, page.getLong(begin), bytes);
        }

        private byte[] large(long number, long first, long bytes)
                throws IOException, StorageException {
            long pages = (PageFile.HEADER_BYTES - 1 + bytes) / file.pageBytes() + 1;
            if (pages * file.pageBytes() > Integer.MAX_VALUE) {
                throw file.damagedPage("an entry is too large", number);
            }
            ByteBuffer from = file.pages(first, (int) pages, PageFile.OVERFLOW);
            if (from.getInt(LOWER_AT) != pages) {
                throw file.damagedPage("a large entry is not what was written", first);
            }
            use(first, (int) pages);
            overflows += pages;
            byte[] value = new byte[(int) bytes];
            from.get(PageFile.HEADER_BYTES, value);
            return value;
        }

        private void map(byte[] value) throws IOException, StorageException {
            if (value.length != about.limit()) {
                throw file.damaged("a map is not what was written", -1);
            }
            ByteBuffer of = ByteBuffer.wrap(value).order(about.order());
            new Pages(of, Arrays::compareUnsigned, below, PageWalk.this::noEntry).walk();
        }
    }
}
