package io.quorate.runtime.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that uses up its descriptors and then begins files of a log, each after the last. */
public final class NoDescriptorsLeft {

    private static final int FILES = 20;

    private NoDescriptorsLeft() {}

    /** The directory to work in. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Disk disk = new FileDisk();
        // Everything is loaded before there are none left.
        List<InputStream> taken = new ArrayList<>();
        try (AutoCloseable lock = disk.lock(directory)) {
            DiskFile before = begin(disk, directory, 0);
            taken.add(Files.newInputStream(directory.resolve("log.0")));
            int taking = takeAll(directory, taken);
            for (int number = 1; number <= FILES; number++) {
                before.close();
                takeAll(directory, taken);
                before = begin(disk, directory, number);
            }
            before.close();
            System.out.println("began " + FILES + " files with " + taking + " descriptors taken");
        }
    }

    private static DiskFile begin(Disk disk, Path directory, int number) throws IOException {
        Path spare = directory.resolve("spare");
        DiskFile file = disk.open(spare, OpenMode.CREATE);
        file.write(0, ByteBuffer.allocate(100));
        file.sync();
        disk.rename(spare, directory.resolve("log." + number));
        disk.syncDir(directory);
        return file;
    }

    /** What many clients do. */
    private static int takeAll(Path directory, List<InputStream> taken) {
        try {
            while (true) {
                taken.add(Files.newInputStream(directory.resolve("log.0")));
            }
        } catch (IOException none) {
            return taken.size();
        }
    }
}
