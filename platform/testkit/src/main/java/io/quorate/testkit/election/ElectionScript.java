package io.quorate.testkit.election;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One core of an election under the commands of a scenario. Server n listens for elections at
 * {@code n:3888}; links are named by letters; votes are written {@code leader/zxid/epoch}, zxids in
 * hex. What servers say to each other a plugin writes and reads in its own words. One object for
 * one script.
 */
public abstract class ElectionScript {

    private static final long MILLI = 1_000_000;
    private static final int TICK_MILLIS = 10;

    private final Map<String, LinkId> links = new HashMap<>();
    private final Map<LinkId, String> names = new HashMap<>();
    private final List<String> done = new ArrayList<>();
    private final Map<String, Object> options = new HashMap<>();
    private ElectionCore core;
    private boolean reconfig;
    private long nowNanos;
    private long linkNumbers;

    /** A core of the plugin. */
    protected abstract ElectionCore create(EnsembleSettings settings);

    /**
     * A command of the plugin, before {@code boot}.
     *
     * @return false if there is none of that name
     */
    protected boolean command(String[] words) {
        return false;
    }

    /** What a dialler with these election addresses says of itself. */
    protected abstract PeerMessage introduction(ServerId sender, List<Endpoint> addresses);

    /** Who introduces itself so. */
    protected abstract ServerId sender(PeerMessage introduction);

    /** The message that stands behind {@code hear} and the name of its link. */
    protected abstract PeerMessage message(List<String> words);

    /** A message as scripts show it. */
    protected abstract String text(PeerMessage message);

    /** As the table of keys would have read it. */
    private static Object typed(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> word.matches("-?[0-9]+") ? (Object) Integer.valueOf(word) : word;
        };
    }

    /** Everything the core does at a command. */
    final List<String> play(String line) {
        done.clear();
        String[] words = line.strip().split("\\s+");
        switch (words[0]) {
            case "option" -> options.put(words[1], typed(words[2]));
            case "reconfig" -> reconfig = true;
            case "boot" -> boot(words);
            case "begin" -> step(new ElectionEvent.Begin(vote(words[1])));
            case "stand" ->
                    step(
                            new ElectionEvent.Standing(
                                    Role.valueOf(words[1]),
                                    words[2].equals("-") ? null : id(words[2]),
                                    Long.parseLong(words[3]),
                                    Long.parseLong(words[4], 16)));
            case "members" ->
                    step(
                            new ElectionEvent.MembershipChanged(
                                    membership(words[1]),
                                    words.length > 3 ? membership(words[3]) : null));
            case "oracle" -> step(new ElectionEvent.OracleChanged(words[1].equals("grants")));
            case "wait" -> await(Integer.parseInt(words[1]));
            case "dialled" -> up(words[2], dial(words[1]), null);
            case "failed" ->
                    link(new LinkEvent.DialFailed(dial(words[1]), LinkEvent.DialReason.REFUSED));
            case "accepted" -> accepted(words);
            case "down" ->
                    link(new LinkEvent.LinkDown(links.get(words[1]), LinkEvent.DownReason.RESET));
            case "blocked" -> link(new LinkEvent.LinkPressure(links.get(words[1]), true));
            case "released" -> link(new LinkEvent.LinkPressure(links.get(words[1]), false));
            case "hear" ->
                    link(
                            new LinkEvent.Received(
                                    links.get(words[1]),
                                    message(List.of(words).subList(2, words.length))));
            default -> {
                if (!command(words)) {
                    throw new IllegalArgumentException("unknown command " + words[0]);
                }
            }
        }
        return List.copyOf(done);
    }

    /**
     * boot 2 of 1,2,3 [proposed 1,2,3,4]: an o behind a number makes an observer, @v gives the
     * version.
     */
    private void boot(String[] words) {
        ServerId self = id(words[1]);
        core =
                create(
                        new EnsembleSettings(
                                self, 2_000, 10, 5, 1 << 20, 100, 1 << 20, reconfig, options));
        step(
                new ElectionEvent.Boot(
                        self,
                        membership(words[3]),
                        words.length > 5 ? membership(words[5]) : null,
                        1));
    }

    /**
     * accepted a from 3 [at host:port]: the introduction of server 3, with another address than its
     * usual one.
     */
    private void accepted(String[] words) {
        String address = words.length > 5 ? words[5] : words[3] + ":3888";
        int colon = address.lastIndexOf(':');
        Endpoint endpoint =
                new Endpoint(
                        address.substring(0, colon),
                        Integer.parseInt(address.substring(colon + 1)));
        up(words[1], null, introduction(id(words[3]), List.of(endpoint)));
    }

    private void up(String name, DialId dial, PeerMessage preamble) {
        LinkId link = new LinkId(++linkNumbers);
        links.put(name, link);
        names.put(link, name);
        link(new LinkEvent.LinkUp(link, "election", dial, preamble, new Endpoint("x", 1), null));
    }

    private void await(int millis) {
        for (int passed = 0; passed < millis; passed += TICK_MILLIS) {
            nowNanos += TICK_MILLIS * MILLI;
            int before = done.size();
            step(ElectionEvent.Tick.INSTANCE);
            for (int i = before; i < done.size(); i++) {
                done.set(i, "after " + (passed + TICK_MILLIS) + " ms: " + done.get(i));
            }
        }
    }

    private void link(LinkEvent event) {
        step(new ElectionEvent.Link(event));
    }

    private void step(ElectionEvent event) {
        core.step(nowNanos, event, action -> done.add(text(action)));
    }

    private static DialId dial(String text) {
        return new DialId(Long.parseLong(text.substring(1)));
    }

    private static ServerId id(String text) {
        return new ServerId(Long.parseLong(text));
    }

    /** A vote as scripts write it: {@code nobody}, {@code 3/100000005/1}, {@code nobody/5/1}. */
    protected static Vote vote(String text) {
        if (text.equals("nobody")) {
            return Vote.NEUTRAL;
        }
        String[] parts = text.split("/");
        ServerId leader = parts[0].equals("nobody") ? Vote.NOBODY : id(parts[0]);
        return new Vote(leader, Long.parseLong(parts[1], 16), Long.parseLong(parts[2]));
    }

    /** The reverse of {@link #vote}. */
    protected static String text(Vote vote) {
        return vote.equals(Vote.NEUTRAL)
                ? "nobody"
                : (vote.leader().equals(Vote.NOBODY) ? "nobody" : vote.leader())
                        + "/"
                        + Long.toHexString(vote.zxid())
                        + "/"
                        + vote.epoch();
    }

    /** A configuration as scripts write it: {@code 1,2,3o@100000000}. */
    protected static Membership membership(String text) {
        String[] parts = text.split("@");
        List<Member> members = new ArrayList<>();
        for (String word : parts[0].split(",")) {
            Member.Kind kind = word.endsWith("o") ? Member.Kind.OBSERVER : Member.Kind.PARTICIPANT;
            String number = word.replace("o", "");
            members.add(
                    new Member(
                            id(number),
                            kind,
                            List.of(new Member.Address(number, 2888, 3888)),
                            null,
                            0));
        }
        return Membership.ofMajority(parts.length > 1 ? Long.parseLong(parts[1], 16) : 0, members);
    }

    private String text(ElectionAction action) {
        return switch (action) {
            case ElectionAction.Decided decided -> "decided " + text(decided.vote());
            case ElectionAction.VoterLooking looking -> "voter " + looking.server() + " looks";
            case ElectionAction.MembershipHeard heard ->
                    "heard of configuration " + Long.toHexString(heard.membership().version());
            case ElectionAction.Link link -> text(link.action());
        };
    }

    private String text(LinkAction action) {
        return switch (action) {
            case LinkAction.Listen listen -> "listen at " + listen.endpoints();
            case LinkAction.Dial dial ->
                    "dial #"
                            + dial.dial().value()
                            + " "
                            + dial.endpoints()
                            + " as "
                            + sender(dial.preamble());
            case LinkAction.Send send ->
                    "to " + names.get(send.link()) + ": " + text(send.message());
            case LinkAction.Close close -> "close " + names.get(close.link());
            case LinkAction.Pause pause -> "pause " + names.get(pause.link());
        };
    }
}
