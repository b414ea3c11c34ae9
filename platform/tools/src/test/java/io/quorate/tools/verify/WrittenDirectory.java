package io.quorate.tools.verify;

import io.quorate.model.AclEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.model.Znode;
import io.quorate.model.Zxid;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.filelog.FilelogFactory;
import io.quorate.storage.filelog.FilelogSettings;
import io.quorate.storage.kit.log.JournalSettings;
import io.quorate.testkit.SimStorageHost;
import io.quorate.wire.TxnCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A data directory that the storage of a server writes, and starts on. */
final class WrittenDirectory {

    private static final FilelogSettings SETTINGS =
            new FilelogSettings(
                    "", true, false, true, true, new JournalSettings(16 << 10, true, 1000, -1));

    private final Path directory;
    private long zxid;

    WrittenDirectory(Path directory) {
        this.directory = directory;
    }

    /** Opens it as a start does. */
    StorageEngine open() throws StorageException {
        return new FilelogFactory(SETTINGS)
                .open(
                        new StorageDirs(directory, directory),
                        new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve()));
    }

    /** Appends transactions that make znodes, in batches of three, with a sync after each. */
    void append(StorageEngine engine, int count) throws StorageException {
        for (int at = 0; at < count; at++) {
            zxid++;
            engine.journal().append(zxid, create(zxid));
            if (at % 3 == 2) {
                engine.journal().sync();
            }
        }
        engine.journal().sync();
    }

    /** Later transactions are of that epoch. */
    void epoch(long epoch) {
        zxid = Zxid.of(epoch, 0);
    }

    private static byte[] create(long zxid) {
        Txn txn =
                new Txn.Create(
                        OpCode.CREATE,
                        Znode.of("/n" + Zxid.hex(zxid)),
                        ("data of " + zxid).repeat(20).getBytes(StandardCharsets.UTF_8),
                        AclEntry.OPEN,
                        false,
                        (int) Zxid.counter(zxid),
                        0);
        return TxnCodec.encode(new TxnHeader(0x10, 1, zxid, 1000, OpCode.CREATE), txn);
    }

    Path directory() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve("version-2").resolve(name);
    }
}
