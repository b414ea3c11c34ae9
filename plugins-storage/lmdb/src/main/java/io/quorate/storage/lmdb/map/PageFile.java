package io.quorate.storage.lmdb.map;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A file of LMDB that is read and not mapped: reading what is missing of a mapped file ends the
 * process. One thread; blocking. Source: docs/adr/0125.
 */
final class PageFile implements AutoCloseable {

    /** What each page begins with: its number, flags, and where its free room is. */
    static final int HEADER_BYTES = 16;

    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int OVERFLOW = 0x04;
    private static final int META = 0x08;

    private static final int MAGIC = 0xBEEFC0DE;
    private static final int VERSION = 1;
    private static final int META_BYTES = 152;
    private static final int PAGE_BYTES_MIN = 512;
    private static final int PAGE_BYTES_MAX = 32_768;
    private static final int METAS = 2;

    /** Places in a meta page. */
    private static final int FLAGS_AT = 10;

    private static final int MAGIC_AT = 16;
    private static final int VERSION_AT = 20;
    private static final int PAGE_BYTES_AT = 40;
    private static final int FREE_AT = 40;
    private static final int MAIN_AT = 88;
    private static final int LAST_PAGE_AT = 136;
    private static final int TRANSACTION_AT = 144;

    private final Path path;
    private final DiskFile file;
    private final long size;
    private int pageBytes;
    private ByteBuffer newest;

    private PageFile(Path path, DiskFile file) throws IOException, StorageException {
        this.path = path;
        this.file = file;
        size = file.size();
        newest = meta(0);
        pageBytes = newest.getInt(PAGE_BYTES_AT);
        if (Integer.bitCount(pageBytes) != 1
                || pageBytes < PAGE_BYTES_MIN
                || pageBytes > PAGE_BYTES_MAX) {
            throw damaged("its pages have an impossible size", PAGE_BYTES_AT);
        }
        ByteBuffer second = meta(pageBytes);
        if (second.getLong(TRANSACTION_AT) > newest.getLong(TRANSACTION_AT)) {
            newest = second;
        }
        if (lastPage() < METAS - 1 || lastPage() > Long.MAX_VALUE / pageBytes - 1) {
            throw damaged("it has an impossible last page", LAST_PAGE_AT);
        }
    }

    /**
     * Opens it and reads its two meta pages.
     *
     * @throws StorageException CORRUPT: this is no file of LMDB
     */
    static PageFile open(Disk disk, Path path) throws IOException, StorageException {
        DiskFile file = disk.open(path, OpenMode.READ);
        try {
            return new PageFile(path, file);
        } catch (IOException | StorageException failure) {
            file.close();
            throw failure;
        }
    }

    private ByteBuffer meta(long at) throws IOException, StorageException {
        ByteBuffer page = read(at, META_BYTES);
        if (page.getInt(MAGIC_AT) != MAGIC || (page.getShort(FLAGS_AT) & META) == 0) {
            throw damaged("this is no tree in LMDB", at);
        }
        if (page.getInt(VERSION_AT) != VERSION) {
            throw damaged("this is a tree of another version of LMDB", at + VERSION_AT);
        }
        return page;
    }

    private ByteBuffer read(long at, int bytes) throws IOException, StorageException {
        if (at + bytes > size) {
            throw damaged("the tree is cut off: it ends before a page that it has", size);
        }
        ByteBuffer into = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        while (into.hasRemaining()) {
            if (file.read(at + into.position(), into) <= 0) {
                throw damaged("the tree became shorter while it was read", at);
            }
        }
        return into.flip();
    }

    /** A fault at an offset of this file. */
    StorageException damaged(String sentence, long offset) {
        return new StorageException(Kind.CORRUPT, sentence, path, offset, null);
    }

    /** A fault of a page. */
    StorageException damagedPage(String sentence, long number) {
        return damaged(sentence, number * pageBytes);
    }

    int pageBytes() {
        return pageBytes;
    }

    long lastPage() {
        return newest.getLong(LAST_PAGE_AT);
    }

    /** What describes the map of free pages. */
    ByteBuffer free() {
        return newest.slice(FREE_AT, MAIN_AT - FREE_AT).order(newest.order());
    }

    /** What describes the map of maps. */
    ByteBuffer main() {
        return newest.slice(MAIN_AT, LAST_PAGE_AT - MAIN_AT).order(newest.order());
    }

    /** How long it is with each page that it may have. */
    long bytes() {
        return (lastPage() + 1) * pageBytes;
    }

    /** Whether pages at its end are missing; free ones may be, which were never written. */
    boolean isShort() {
        return size < bytes();
    }

    /** A page with one of these flags. */
    ByteBuffer page(long number, int flags) throws IOException, StorageException {
        return pages(number, 1, flags);
    }

    /** The same of some that go together. */
    ByteBuffer pages(long number, int count, int flags) throws IOException, StorageException {
        if (number < METAS || number + count - 1 > lastPage()) {
            throw damaged("a page of the tree is named that there is none of: " + number, -1);
        }
        ByteBuffer page = read(number * pageBytes, count * pageBytes);
        if (page.getLong(0) != number || (page.getShort(FLAGS_AT) & flags) == 0) {
            throw damagedPage("a page of the tree is not what was written", number);
        }
        return page;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
