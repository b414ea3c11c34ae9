package io.quorate.launcher;

import io.quorate.kernel.Kernel;
import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageEngineContract;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The contract of a storage, asked of the very service that a running server uses: through the
 * boundary between bundles, with the settings of a configuration file, on real files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StorageOfAServer extends StorageEngineContract {

    private final String name;
    private Kernel kernel;

    /** {@code name} chooses the storage. */
    StorageOfAServer(String name) {
        this.name = name;
    }

    /** Puts more plugins where the server looks. */
    void install(Path plugins) throws Exception {}

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        Assembled server = new Assembled(home);
        install(server.plugins);
        kernel = server.start("quorate.storage=" + name, "preAllocSize=64");
    }

    @AfterAll
    void stop() {
        kernel.close();
    }

    @Override
    protected StorageFactory factory() {
        BundleContext context = kernel.context();
        try {
            Collection<ServiceReference<StorageFactory>> found =
                    context.getServiceReferences(
                            StorageFactory.class, "(storage.engine=" + name + ")");
            return context.getService(found.iterator().next());
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
