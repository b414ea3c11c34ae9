package io.quorate.tools;

import io.quorate.model.Zxid;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.tools.convert.Conversion;
import io.quorate.tools.convert.TreeStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves the data of a server that does not run to another storage. */
@Command(
        name = "convert",
        customSynopsis = "quorate tool convert [--from storage] --to storage dataDir [dataLogDir]",
        description = {
            "Moves the tree of a stopped server into the files of another storage: filelog or lmdb. Log"
                    + " and hard state stay as they are.",
            "Afterwards quorate.storage in zoo.cfg must name the new one."
        })
public final class Convert implements Callable<Integer> {

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "storage",
            description = "The storage that the data must be of.")
    private @Nullable String from;

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Option(
            names = "--to",
            required = true,
            paramLabel = "storage",
            description = "The storage that the data is moved to.")
    private String to;

    @Mixin private final DataDirectories directories = new DataDirectories();

    public static void main(String... arguments) {
        System.setProperty("quorate.log.console", "false");
        System.exit(Tool.run(new Convert(), arguments));
    }

    private static TreeStorage storage(String key) throws IOException {
        TreeStorage storage = TreeStorage.named(key);
        if (storage == null) {
            throw new IOException(
                    "there is no storage " + key + " to convert; filelog and lmdb are");
        }
        return storage;
    }

    @Override
    public Integer call() throws IOException, StorageException {
        PrintWriter out = spec.commandLine().getOut();
        Position position =
                new Conversion(directories.snapshots(), directories.logs(), out)
                        .run(from == null ? null : storage(from), storage(to));
        out.println(
                "the tree of "
                        + Zxid.text(position.zxid())
                        + " is moved, its digest is "
                        + position.digest()
                        + "; set quorate.storage="
                        + to
                        + " in zoo.cfg");
        return 0;
    }
}
