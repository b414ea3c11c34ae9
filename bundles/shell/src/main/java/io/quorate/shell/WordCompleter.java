package io.quorate.shell;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes the first word to a command and words that begin with a slash to a path. */
final class WordCompleter implements Completer {

    /** More children than anybody looks through. */
    private static final int MAX_CANDIDATES = 1_000;

    private final Shell shell;

    WordCompleter(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        if (line.wordIndex() == 0) {
            for (String command : Usage.names()) {
                if (command.startsWith(word)) {
                    candidates.add(new Candidate(command));
                }
            }
        } else if (word.startsWith("/") && shell.session().status().isConnected()) {
            paths(word, candidates);
        }
    }

    private void paths(String word, List<Candidate> candidates) {
        int slash = word.lastIndexOf('/');
        String prefix = word.substring(0, slash + 1);
        String begun = word.substring(slash + 1);
        try {
            List<String> names =
                    new Keeper(shell.session())
                            .children(slash == 0 ? "/" : word.substring(0, slash), false)
                            .names();
            names.stream()
                    .filter(name -> name.startsWith(begun))
                    .sorted()
                    .limit(MAX_CANDIDATES)
                    .forEach(
                            name ->
                                    // Not complete: a node below may follow, so no space is put
                                    // behind it.
                                    candidates.add(
                                            new Candidate(
                                                    prefix + name,
                                                    name,
                                                    null,
                                                    null,
                                                    null,
                                                    null,
                                                    false)));
        } catch (ClientFault e) {
            // Nothing to offer.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
