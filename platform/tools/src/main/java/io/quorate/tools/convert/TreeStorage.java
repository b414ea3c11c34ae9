package io.quorate.tools.convert;

import io.quorate.storage.StorageFactory;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The storages that keep data, whose log and hard state are the kit's and whose trees differ. */
public enum TreeStorage {
    FILELOG("io.quorate.storage.filelog.FilelogFactory"),
    LMDB("io.quorate.storage.lmdb.LmdbFactory");

    private static final String OWNER = "engine=";

    private final String factory;

    TreeStorage(String factory) {
        this.factory = factory;
    }

    /** As {@code quorate.storage} names it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The content of the file that names the owner of a directory. */
    public String owner() {
        return OWNER + key() + "\n";
    }

    /** The one of that name; null if it is none of these. */
    public static @Nullable TreeStorage named(String key) {
        for (TreeStorage storage : values()) {
            if (storage.key().equals(key)) {
                return storage;
            }
        }
        return null;
    }

    /** The one that the text of an owner's file names; null if it is none of these. */
    public static @Nullable TreeStorage owning(String text) {
        String owner = text.strip();
        return owner.startsWith(OWNER) ? named(owner.substring(OWNER.length())) : null;
    }

    /** Whether a file of that name in {@code version-2} is of its tree. */
    public boolean isOfTree(String name) {
        return switch (this) {
            case FILELOG -> name.startsWith("snapshot.");
            case LMDB -> name.startsWith("lmdb.") || name.startsWith("quorate.tree");
        };
    }

    /**
     * A new factory with the default of every key.
     *
     * @throws IOException in one sentence: its plugin is not in {@code plugins/}
     */
    public StorageFactory factory() throws IOException {
        try {
            return Class.forName(factory)
                    .asSubclass(StorageFactory.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException missing) {
            throw new IOException("the plugin of the storage " + key() + " is not there", missing);
        } catch (ReflectiveOperationException broken) {
            throw new IOException("the storage " + key() + " cannot be made: " + broken, broken);
        }
    }
}
