package io.quorate.storage.memory;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Opens engines that keep everything in memory: each one starts empty, nothing survives its close.
 * What ZooKeeper's keys say of log files is accepted and reported to have no effect. Thread-safe.
 */
@Component(
        service = StorageFactory.class,
        configurationPid = "io.quorate.storage.memory",
        property = "storage.engine=memory")
public final class MemoryFactory implements StorageFactory {

    /** The keys of its table; each is a property of this component if it is set. */
    private static final List<String> KEYS_OF_FILES =
            List.of("txnLogSizeLimitInKb", "preAllocSize", "forceSync", "fsync.warningthresholdms");

    private final List<String> withoutEffect;

    /** With no key set. */
    public MemoryFactory() {
        this(Map.of());
    }

    /** With what is set. */
    @Activate
    public MemoryFactory(Map<String, Object> properties) {
        withoutEffect = KEYS_OF_FILES.stream().filter(properties::containsKey).toList();
    }

    @Override
    public StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException {
        if (!withoutEffect.isEmpty()) {
            host.notice(
                    new StorageNotice(
                            StorageNotice.Kind.SETTING_WITHOUT_EFFECT,
                            "without effect, as the storage memory has no files: "
                                    + String.join(", ", withoutEffect),
                            0));
        }
        return new MemoryEngine(host.settings().extendedTypes());
    }
}
