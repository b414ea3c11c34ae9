package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Exchange;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;

/** Deletes a node and everything below it, in batches of which each is one transaction. */
final class DeleteAll implements Command {

    private static final Syntax SYNTAX = Syntax.of("", "b");
    private static final int DEFAULT_BATCH = 1_000;

    /**
     * Characters of the paths of a batch: a third of the frame limit of 1 MiB, for paths that take
     * three bytes each.
     */
    private static final int MAX_BATCH_UNITS = 250_000;

    /** Batches that may be on their way at a time. */
    private static final int MAX_IN_FLIGHT = 16;

    @Override
    public String name() {
        return "deleteall";
    }

    @Override
    public String usage() {
        return "path [-b batch size]";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        int batch = arguments.has("b") ? Numbers.int32("-b", arguments.value("b")) : DEFAULT_BATCH;
        List<String> paths = Subtree.levels(context.keeper(), arguments.word(0));
        Collections.reverse(paths);
        if (!delete(context, paths, Math.max(1, batch))) {
            throw new CommandFault("Failed to delete some node(s) in the subtree!");
        }
    }

    private static boolean delete(Context context, List<String> paths, int batch)
            throws ClientFault, InterruptedException {
        ArrayDeque<Exchange> inFlight = new ArrayDeque<>();
        boolean complete = true;
        for (int begin = 0; begin < paths.size(); ) {
            if (inFlight.size() == MAX_IN_FLIGHT) {
                complete &= inFlight.poll().succeededAsMulti();
            }
            int end = endOfBatch(paths, begin, batch);
            inFlight.add(context.keeper().startDeletes(paths.subList(begin, end)));
            begin = end;
        }
        while (!inFlight.isEmpty()) {
            complete &= inFlight.poll().succeededAsMulti();
        }
        return complete;
    }

    /** A batch ends early where long paths would make a frame that servers refuse. */
    private static int endOfBatch(List<String> paths, int begin, int batch) {
        int end = begin;
        int units = 0;
        do {
            units += paths.get(end++).length();
        } while (end < paths.size() && end - begin < batch && units < MAX_BATCH_UNITS);
        return end;
    }
}
