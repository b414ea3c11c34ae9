package io.quorate.election.basic;

import io.quorate.election.ElectionCore;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.election.ElectionScript;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions and answers in scripts: {@code hear a asks 3/5/1@77 poll 2 [config 9]} and {@code hear
 * a LOOKING 3/5/1@77 poll 2 [config 1,2,3@9]}. Candidacies are numbers, {@code ?} is one that is
 * not known, and {@code own1}, {@code own2} are those this server drew, in the order in which they
 * are shown.
 */
final class ScriptedElection extends ElectionScript {

    private final List<Long> drawn = new ArrayList<>();

    @Override
    protected ElectionCore create(EnsembleSettings settings) {
        return new BasicElectionFactory().create(settings);
    }

    @Override
    protected PeerMessage introduction(ServerId sender, List<Endpoint> addresses) {
        return new Hello(sender, addresses);
    }

    @Override
    protected ServerId sender(PeerMessage introduction) {
        return ((Hello) introduction).sender();
    }

    @Override
    protected PeerMessage message(List<String> words) {
        Ballot ballot = ballot(words.get(1));
        long poll = Long.parseLong(words.get(3));
        String config = words.size() > 5 ? words.get(5) : null;
        if (words.get(0).equals("asks")) {
            return new Question(poll, ballot, config == null ? 0 : Long.parseLong(config, 16));
        }
        Membership newer = config == null ? null : membership(config);
        return new Answer(poll, new Word(Role.valueOf(words.get(0)), ballot), newer);
    }

    private Ballot ballot(String text) {
        String[] parts = text.split("@");
        return new Ballot(vote(parts[0]), parts.length == 1 ? Ballot.UNKNOWN : candidacy(parts[1]));
    }

    private long candidacy(String text) {
        if (text.startsWith("own")) {
            return drawn.get(Integer.parseInt(text.substring(3)) - 1);
        }
        return text.equals("?") ? Ballot.UNKNOWN : Long.parseLong(text);
    }

    @Override
    protected String text(PeerMessage message) {
        return switch ((BasicMessage) message) {
            case Hello hello -> "hello of " + hello.sender();
            case Question question ->
                    "asks " + text(question.ballot()) + " poll " + question.poll();
            case Answer answer ->
                    answer.word().role()
                            + " "
                            + text(answer.word().ballot())
                            + " poll "
                            + answer.poll()
                            + (answer.newer() == null
                                    ? ""
                                    : " config " + Long.toHexString(answer.newer().version()));
        };
    }

    private String text(Ballot ballot) {
        return ballot.equals(Ballot.NONE)
                ? "nobody"
                : text(ballot.vote()) + "@" + candidacy(ballot.candidacy());
    }

    /** Scripts use small numbers, cores draw large ones. */
    private String candidacy(long number) {
        if (number == Ballot.UNKNOWN) {
            return "?";
        }
        if (number < 1_000_000) {
            return Long.toString(number);
        }
        if (!drawn.contains(number)) {
            drawn.add(number);
        }
        return "own" + (drawn.indexOf(number) + 1);
    }
}
