package io.quorate.election.fast;

import io.quorate.election.ElectionAction;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One core under the commands of a scenario. Server n listens for elections at {@code n:3888};
 * links are named by letters; votes are written {@code leader/zxid/epoch}, zxids in hex.
 */
final class ScriptedElection {

    private static final long MILLI = 1_000_000;
    private static final int TICK_MILLIS = 10;

    private final Map<String, LinkId> links = new HashMap<>();
    private final Map<LinkId, String> names = new HashMap<>();
    private final List<String> done = new ArrayList<>();
    private final Map<String, Object> options = new HashMap<>();
    private FastElectionCore core;
    private FastTimeouts own = FastTimeouts.DEFAULTS;
    private ServerId self;
    private boolean reconfig;
    private long nowNanos;
    private long linkNumbers;

    /** As the table of keys would have read it. */
    private static Object typed(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            default -> word.matches("-?[0-9]+") ? (Object) Integer.valueOf(word) : word;
        };
    }

    List<String> play(String line) {
        done.clear();
        String[] words = line.strip().split("\\s+");
        switch (words[0]) {
            case "silence" -> own = new FastTimeouts(200, Integer.parseInt(words[1]), 5_000, -1);
            case "option" -> options.put(words[1], typed(words[2]));
            case "reconfig" -> reconfig = true;
            case "boot" -> boot(words);
            case "begin" -> step(new ElectionEvent.Begin(vote(words[1])));
            case "stand" ->
                    step(
                            new ElectionEvent.Standing(
                                    Role.valueOf(words[1]),
                                    id(words[2]),
                                    Long.parseLong(words[3]),
                                    Long.parseLong(words[4], 16)));
            case "members" ->
                    step(
                            new ElectionEvent.MembershipChanged(
                                    membership(words[1]),
                                    words.length > 3 ? membership(words[3]) : null));
            case "oracle" -> step(new ElectionEvent.OracleChanged(words[1].equals("grants")));
            case "wait" -> await(Integer.parseInt(words[1]));
            case "dialled" ->
                    link(
                            new LinkEvent.LinkUp(
                                    named(words[2]),
                                    FastElectionCore.PORT,
                                    dial(words[1]),
                                    null,
                                    new Endpoint("x", 1),
                                    null));
            case "failed" ->
                    link(new LinkEvent.DialFailed(dial(words[1]), LinkEvent.DialReason.REFUSED));
            case "accepted" -> accepted(words);
            case "down" ->
                    link(new LinkEvent.LinkDown(links.get(words[1]), LinkEvent.DownReason.RESET));
            case "blocked" -> link(new LinkEvent.LinkPressure(links.get(words[1]), true));
            case "released" -> link(new LinkEvent.LinkPressure(links.get(words[1]), false));
            case "hear" -> hear(words);
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        }
        return List.copyOf(done);
    }

    /**
     * boot 2 of 1,2,3 [proposed 1,2,3,4]: an o behind a number makes an observer, @v gives the
     * version.
     */
    private void boot(String[] words) {
        self = id(words[1]);
        EnsembleSettings settings =
                new EnsembleSettings(self, 2_000, 10, 5, 1 << 20, 100, 1 << 20, reconfig, options);
        core =
                new FastElectionCore(
                        FastSettings.of(settings, own),
                        VoteOrder.EPOCH_ZXID_ID,
                        VoteMatch.STANDARD);
        step(
                new ElectionEvent.Boot(
                        self,
                        membership(words[3]),
                        words.length > 5 ? membership(words[5]) : null,
                        1));
    }

    /**
     * accepted a from 3 [at host:port]: the handshake of server 3, with another address than its
     * usual one.
     */
    private void accepted(String[] words) {
        String address = words.length > 5 ? words[5] : words[3] + ":3888";
        int colon = address.lastIndexOf(':');
        List<Endpoint> addresses =
                List.of(
                        new Endpoint(
                                address.substring(0, colon),
                                Integer.parseInt(address.substring(colon + 1))));
        Handshake hello = new Handshake(Handshake.Form.ONE_ADDRESS, id(words[3]), addresses);
        link(
                new LinkEvent.LinkUp(
                        named(words[1]),
                        FastElectionCore.PORT,
                        null,
                        hello,
                        new Endpoint("x", 1),
                        null));
    }

    /** hear a LOOKING 3/5/1 round 2 [config 1,2,3@9] */
    private void hear(String[] words) {
        Membership config = words.length > 7 ? membership(words[7]) : null;
        link(
                new LinkEvent.Received(
                        links.get(words[1]),
                        Notification.of(
                                Role.valueOf(words[2]),
                                vote(words[3]),
                                Long.parseLong(words[5]),
                                config)));
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

    private LinkId named(String name) {
        LinkId link = new LinkId(++linkNumbers);
        links.put(name, link);
        names.put(link, name);
        return link;
    }

    private static DialId dial(String text) {
        return new DialId(Long.parseLong(text.substring(1)));
    }

    private static ServerId id(String text) {
        return new ServerId(Long.parseLong(text));
    }

    private static Vote vote(String text) {
        if (text.equals("nobody")) {
            return Vote.NEUTRAL;
        }
        String[] parts = text.split("/");
        ServerId leader = parts[0].equals("nobody") ? Vote.NOBODY : id(parts[0]);
        return new Vote(leader, Long.parseLong(parts[1], 16), Long.parseLong(parts[2]));
    }

    private static Membership membership(String text) {
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
                            + ((Handshake) dial.preamble()).sender();
            case LinkAction.Send send ->
                    "to " + names.get(send.link()) + ": " + text((Notification) send.message());
            case LinkAction.Close close -> "close " + names.get(close.link());
            case LinkAction.Pause pause -> "pause " + names.get(pause.link());
        };
    }

    private static String text(Notification said) {
        return said.state() + " " + text(said.vote()) + " round " + said.round();
    }

    private static String text(Vote vote) {
        return vote.equals(Vote.NEUTRAL)
                ? "nobody"
                : (vote.leader().equals(Vote.NOBODY) ? "nobody" : vote.leader())
                        + "/"
                        + Long.toHexString(vote.zxid())
                        + "/"
                        + vote.epoch();
    }
}
