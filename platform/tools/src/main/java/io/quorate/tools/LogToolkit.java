package io.quorate.tools;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows the transactions of a log, mends checksums, or cuts a log behind a zxid. The log itself is
 * never changed: what is mended or cut becomes a file beside it.
 */
@Command(name = "zkTxnLogToolkit.sh", description = "Shows, mends or cuts a transaction log.")
public final class LogToolkit implements Callable<Integer> {

    private static final int EXIT_DAMAGED = 1;

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-d", "--dump"},
            description = "Shows all transactions (default).")
    private boolean dump;

    @Option(
            names = {"-r", "--recover"},
            description = "Writes <log>.fixed, with the checksums that the entries should have.")
    private boolean recover;

    @Option(
            names = {"-v", "--verbose"},
            description = "With -r: shows all transactions, not only those that are mended.")
    private boolean verbose;

    @Option(
            names = {"-y", "--yes"},
            description = "With -r: does not ask before each.")
    private boolean yes;

    @Option(
            names = {"-c", "--chop"},
            description = "Writes <log>.chopped<zxid>, which ends with the zxid of -z.")
    private boolean chop;

    @Option(
            names = {"-z", "--zxid"},
            description = "With -c: the last zxid, decimal or 0x…")
    private @Nullable String zxid;

    @SuppressWarnings("NullAway.Init") // given by picocli
    @Parameters(paramLabel = "log", description = "Transaction log.")
    private Path log;

    public static void main(String... arguments) {
        System.exit(Tool.run(new LogToolkit(), arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (chop && (recover || dump) || recover && dump) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Only one of -d, -r and -c can be done at once");
        }
        if (chop != (zxid != null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "-c needs -z, and -z needs -c");
        }
        try (LogFile file = new LogFile(log)) {
            out.println(
                    "ZooKeeper Transactional Log File with dbid "
                            + file.dbid()
                            + " txnlog format version "
                            + file.version());
            if (chop) {
                return cut(file, last(), out);
            }
            return recover ? mend(file, out) : show(file, out);
        }
    }

    @SuppressWarnings("NullAway") // -c comes with -z
    private long last() {
        try {
            return zxid.startsWith("0x")
                    ? Long.parseUnsignedLong(zxid.substring(2), 16)
                    : Long.parseLong(zxid);
        } catch (NumberFormatException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), zxid + " is no zxid: a number, or 0x and a number in hex");
        }
    }

    private int show(LogFile file, PrintWriter out) throws IOException {
        int entries = 0;
        boolean whole = true;
        for (LogFile.Entry entry = file.next(); entry != null; entry = file.next()) {
            if (!entry.isWhole()) {
                whole = false;
                out.println("CRC ERROR - " + TxnText.of(entry.payload()));
            }
            out.println(TxnText.of(entry.payload()));
            entries++;
        }
        out.println("EOF reached after " + entries + " txns.");
        return whole ? 0 : EXIT_DAMAGED;
    }

    private int mend(LogFile file, PrintWriter out) throws IOException {
        Path target = log.resolveSibling(log.getFileName() + ".fixed");
        int entries = 0;
        int mended = 0;
        try (DataOutputStream copy =
                new DataOutputStream(new BufferedOutputStream(LogFile.create(target)))) {
            LogFile.writeHeader(copy, file.version(), file.dbid());
            for (LogFile.Entry entry = file.next(); entry != null; entry = file.next()) {
                LogFile.Entry written = entry;
                if (entry.isWhole()) {
                    if (verbose) {
                        out.println("CRC OK - " + TxnText.of(entry.payload()));
                    }
                } else if (yes || agreed(entry, out)) {
                    written = entry.mended();
                    mended++;
                    out.println("CRC FIXED - " + TxnText.of(entry.payload()));
                }
                LogFile.write(copy, written);
                entries++;
            }
        }
        out.println("EOF reached after " + entries + " txns.");
        out.println(
                "Recovery file "
                        + target
                        + " has been written with "
                        + mended
                        + " fixed CRC error(s)");
        return 0;
    }

    private static boolean agreed(LogFile.Entry entry, PrintWriter out) throws IOException {
        out.println("CRC ERROR - " + TxnText.of(entry.payload()));
        out.print("Would you like to fix it (Yes/No) ? ");
        out.flush();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
    }

    private int cut(LogFile file, long last, PrintWriter out) throws IOException {
        Path target = log.resolveSibling(log.getFileName() + ".chopped" + last);
        int entries = 0;
        boolean reached = false;
        try (DataOutputStream copy =
                new DataOutputStream(new BufferedOutputStream(LogFile.create(target)))) {
            LogFile.writeHeader(copy, file.version(), file.dbid());
            for (LogFile.Entry entry = file.next();
                    entry != null && !reached;
                    entry = file.next()) {
                long at = Zxids.of(entry.payload());
                if (Long.compareUnsigned(at, last) > 0) {
                    break;
                }
                LogFile.write(copy, entry);
                entries++;
                reached = at == last;
            }
        }
        if (!reached) {
            java.nio.file.Files.delete(target);
            throw new IOException(
                    log
                            + " has no transaction 0x"
                            + Long.toHexString(last)
                            + "; nothing is written");
        }
        out.println("Chopping at " + last + " new log has " + entries + " records");
        return 0;
    }
}
