package io.quorate.admin;

import io.quorate.model.ServerId;
import io.quorate.runtime.Clock;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterWords;
import io.quorate.service.Hatch;
import io.quorate.service.PiecewiseText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers four-letter words from the reports of replica and client gate. Replica's loop only. */
@Component(
        service = FourLetterWords.class,
        configurationPid = "io.quorate.admin",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class WordDesk implements FourLetterWords {

    private static final Logger LOG = LoggerFactory.getLogger(WordDesk.class);
    private static final String NOT_SERVING =
            "This ZooKeeper instance is not currently serving requests";
    private static final byte[] NOTHING = {};
    private static final long FIRST_TRACE_MASK = 306;

    private final AdminConfig config;
    private final Hatch hatch;
    private final Clock clock;
    private final Set<String> allowed;
    private final Environment environment = new Environment();
    private long traceMask = FIRST_TRACE_MASK;

    /** Made by Declarative Services. */
    @Activate
    public WordDesk(AdminConfig config, @Reference Hatch hatch) {
        this(config, hatch, Clock.SYSTEM);
    }

    WordDesk(AdminConfig config, Hatch hatch, Clock clock) {
        this.config = config;
        this.hatch = hatch;
        this.clock = clock;
        this.allowed = Set.of(Arrays.stream(config.words()).distinct().toArray(String[]::new));
    }

    @Override
    public boolean knows(int word) {
        return Word.of(word) != null;
    }

    @Override
    public int argumentBytes(int code) {
        Word word = Word.of(code);
        // What is refused is refused at once: whoever asks may send the rest or not.
        return isAllowed(word) && !(word.needsServing() && !hatch.serving())
                ? word.argumentBytes()
                : 0;
    }

    @Override
    public void answer(int code, byte[] argument, ClientGate door, Consumer<PiecewiseText> answer) {
        Word word = Word.of(code);
        if (word == Word.TELNET_CLOSE) {
            answer.accept(PiecewiseText.of(NOTHING));
            return;
        }
        Consumer<String> text =
                reply -> answer.accept(PiecewiseText.of(reply.getBytes(StandardCharsets.UTF_8)));
        if (!isAllowed(word)) {
            text.accept(word.text() + " is not executed because it is not in the whitelist.\n");
        } else if (word.needsServing() && !hatch.serving()) {
            text.accept(word == Word.HASH ? NOT_SERVING : NOT_SERVING + '\n');
        } else {
            try {
                carryOut(word, argument, door, text, answer);
            } catch (RuntimeException e) {
                // A report that cannot be made must not disturb the loop it is made on.
                LOG.warn("The word {} could not be answered", word.text(), e);
                answer.accept(PiecewiseText.of(NOTHING));
            }
        }
    }

    private boolean isAllowed(Word word) {
        return word == Word.SRVR
                || allowed.contains("*") && !word.needsItsName()
                || allowed.contains(word.text())
                || word == Word.ISRO && config.readOnlyEnabled();
    }

    private void carryOut(
            Word word,
            byte[] argument,
            ClientGate door,
            Consumer<String> text,
            Consumer<PiecewiseText> longText) {
        switch (word) {
            case RUOK -> text.accept("imok");
            case ISRO -> text.accept(!hatch.serving() ? "null" : isReadOnly() ? "ro" : "rw");
            case GTMK -> text.accept(Long.toString(traceMask));
            case STMK -> {
                traceMask = ByteBuffer.wrap(argument).getLong();
                text.accept(Long.toString(traceMask));
            }
            case CRST -> {
                door.resetConnections();
                text.accept("Connection stats reset.\n");
            }
            case SRST -> {
                door.resetStatistics();
                hatch.inspection().resetStatistics();
                text.accept("Server stats reset.\n");
            }
            case DIRS ->
                    hatch.inspection()
                            .measureDisk(
                                    (data, log) ->
                                            text.accept(
                                                    "datadir_size: "
                                                            + data
                                                            + "\nlogdir_size: "
                                                            + log
                                                            + '\n'));
            case CONF ->
                    hatch.inspection()
                            .measureDisk(
                                    (data, log) ->
                                            text.accept(
                                                    ServerText.configuration(
                                                            config,
                                                            hatch.report(),
                                                            door.report(),
                                                            data,
                                                            log)));
            case CONS ->
                    longText.accept(
                            TextLines.of(
                                    List.of(
                                            ConnectionText.all(door.connections()),
                                            TextLines.line("\n"))));
            case ENVI -> text.accept(environment.text());
            case DUMP -> longText.accept(SessionText.dump(hatch.inspection(), decides(), clock));
            case SRVR ->
                    text.accept(
                            ServerText.version(isReadOnly())
                                    + ServerText.figures(hatch.report(), door.report()));
            case STAT ->
                    longText.accept(
                            TextLines.of(
                                    List.of(
                                            TextLines.line(
                                                    ServerText.version(isReadOnly())
                                                            + "Clients:\n"),
                                            ConnectionText.clients(door.connections()),
                                            TextLines.line(
                                                    '\n'
                                                            + ServerText.figures(
                                                                    hatch.report(),
                                                                    door.report())))));
            case WCHS -> text.accept(WatchText.summary(hatch.inspection()));
            case WCHC -> longText.accept(WatchText.bySession(hatch.inspection()));
            case WCHP -> longText.accept(WatchText.byPath(hatch.inspection()));
            case MNTR ->
                    text.accept(
                            new Monitor(hatch.report(), door.report(), clock.wallMillis()).text());
            case HASH -> text.accept(ServerText.digests(hatch.report()));
            case HAND -> {
                long successor = ByteBuffer.wrap(argument).getLong();
                hatch.handOver(
                        successor < 0 ? null : new ServerId(successor),
                        ended -> text.accept(ended + '\n'));
            }
            case TELNET_CLOSE -> text.accept("");
        }
    }

    private boolean decides() {
        String mode = hatch.report().mode();
        return mode.equals("standalone") || mode.equals("leader");
    }

    private boolean isReadOnly() {
        return hatch.report().mode().equals("read-only");
    }
}
