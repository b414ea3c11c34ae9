package io.quorate.admin;

import io.quorate.model.ServerId;
import io.quorate.runtime.Clock;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterCommands;
import io.quorate.service.PiecewiseText;
import io.quorate.service.RequestHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers four-letter commands from the reports of replica and client gate. Replica's loop only.
 */
public class FourLetterCommandHandler implements FourLetterCommands {

    private static final Logger LOG = LoggerFactory.getLogger(FourLetterCommandHandler.class);
    private static final String NOT_SERVING =
            "This ZooKeeper instance is not currently serving requests";
    private static final byte[] NOTHING = {};
    private static final long FIRST_TRACE_MASK = 306;

    private final AdminSettings settings;
    private final RequestHandler handler;
    private final Clock clock;
    private final Environment environment = new Environment();
    private long traceMask = FIRST_TRACE_MASK;

    /** Answers from what {@code handler} reports. */
    public FourLetterCommandHandler(AdminSettings settings, RequestHandler handler) {
        this(settings, handler, Clock.SYSTEM);
    }

    FourLetterCommandHandler(AdminSettings settings, RequestHandler handler, Clock clock) {
        this.settings = settings;
        this.handler = handler;
        this.clock = clock;
    }

    @Override
    public boolean knows(int command) {
        return FourLetterCommand.of(command) != null;
    }

    @Override
    public int argumentBytes(int code) {
        FourLetterCommand command = known(code);
        // A command is refused at once, whether its client sends the rest or not.
        return isAllowed(command) && !(command.needsServing() && !handler.serving())
                ? command.argumentBytes()
                : 0;
    }

    @Override
    public void answer(int code, byte[] argument, ClientGate gate, Consumer<PiecewiseText> answer) {
        FourLetterCommand command = known(code);
        if (command == FourLetterCommand.TELNET_CLOSE) {
            answer.accept(PiecewiseText.of(NOTHING));
            return;
        }
        Consumer<String> text =
                reply -> answer.accept(PiecewiseText.of(reply.getBytes(StandardCharsets.UTF_8)));
        if (!isAllowed(command)) {
            text.accept(command.text() + " is not executed because it is not in the whitelist.\n");
        } else if (command.needsServing() && !handler.serving()) {
            text.accept(command == FourLetterCommand.HASH ? NOT_SERVING : NOT_SERVING + '\n');
        } else {
            try {
                carryOut(command, argument, gate, text, answer);
            } catch (RuntimeException e) {
                // A report that cannot be made must not disturb the loop it is made on.
                LOG.warn("The word {} could not be answered", command.text(), e);
                answer.accept(PiecewiseText.of(NOTHING));
            }
        }
    }

    /** Nobody asks for one that {@link #knows} does not know. */
    private static FourLetterCommand known(int code) {
        return Objects.requireNonNull(FourLetterCommand.of(code));
    }

    private boolean isAllowed(FourLetterCommand command) {
        return command == FourLetterCommand.SRVR
                || settings.commands().contains("*") && !command.needsItsName()
                || settings.commands().contains(command.text())
                || command == FourLetterCommand.ISRO && settings.readOnlyEnabled();
    }

    private void carryOut(
            FourLetterCommand command,
            byte[] argument,
            ClientGate gate,
            Consumer<String> text,
            Consumer<PiecewiseText> longText) {
        switch (command) {
            case RUOK -> text.accept("imok");
            case ISRO -> text.accept(!handler.serving() ? "null" : isReadOnly() ? "ro" : "rw");
            case GTMK -> text.accept(Long.toString(traceMask));
            case STMK -> {
                traceMask = ByteBuffer.wrap(argument).getLong();
                text.accept(Long.toString(traceMask));
            }
            case CRST -> {
                gate.resetConnections();
                text.accept("Connection stats reset.\n");
            }
            case SRST -> {
                gate.resetStatistics();
                handler.inspection().resetStatistics();
                text.accept("Server stats reset.\n");
            }
            case DIRS ->
                    handler.inspection()
                            .measureDisk(
                                    (data, log) ->
                                            text.accept(
                                                    "datadir_size: "
                                                            + data
                                                            + "\nlogdir_size: "
                                                            + log
                                                            + '\n'));
            case CONF ->
                    handler.inspection()
                            .measureDisk(
                                    (data, log) ->
                                            text.accept(
                                                    ServerText.configuration(
                                                            settings,
                                                            handler.report(),
                                                            gate.report(),
                                                            data,
                                                            log)));
            case CONS ->
                    longText.accept(
                            TextLines.of(
                                    List.of(
                                            ConnectionText.all(gate.connections()),
                                            TextLines.line("\n"))));
            case ENVI -> text.accept(environment.text());
            case DUMP -> longText.accept(SessionText.dump(handler.inspection(), decides(), clock));
            case SRVR ->
                    text.accept(
                            ServerText.version(isReadOnly())
                                    + ServerText.figures(handler.report(), gate.report())
                                    + ServerText.plugins(handler.inspection().plugins()));
            case STAT ->
                    longText.accept(
                            TextLines.of(
                                    List.of(
                                            TextLines.line(
                                                    ServerText.version(isReadOnly())
                                                            + "Clients:\n"),
                                            ConnectionText.clients(gate.connections()),
                                            TextLines.line(
                                                    '\n'
                                                            + ServerText.figures(
                                                                    handler.report(),
                                                                    gate.report())))));
            case WCHS -> text.accept(WatchText.summary(handler.inspection()));
            case WCHC -> longText.accept(WatchText.bySession(handler.inspection()));
            case WCHP -> longText.accept(WatchText.byPath(handler.inspection()));
            case MNTR ->
                    text.accept(
                            new Monitor(
                                            handler.report(),
                                            gate.report(),
                                            handler.inspection().plugins(),
                                            clock.wallMillis())
                                    .text());
            case HASH -> text.accept(ServerText.digests(handler.report()));
            case HAND -> {
                long successor = ByteBuffer.wrap(argument).getLong();
                handler.handOver(
                        successor < 0 ? null : new ServerId(successor),
                        ended -> text.accept(ended + '\n'));
            }
            case TELNET_CLOSE -> text.accept("");
        }
    }

    private boolean decides() {
        String mode = handler.report().mode();
        return mode.equals("standalone") || mode.equals("leader");
    }

    private boolean isReadOnly() {
        return handler.report().mode().equals("read-only");
    }
}
