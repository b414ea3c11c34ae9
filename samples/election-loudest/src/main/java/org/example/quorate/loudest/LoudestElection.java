package org.example.quorate.loudest;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.ElectionFactory;
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
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * The election {@code loudest}, the smallest one that keeps the contract: each server sends all others its
 * vote every 100 ms and takes over a better one; a vote that a quorum has shared for 300 ms is the
 * decision. A server that looks follows a standing leader that a quorum stands with.
 */
@Component(
        configurationPid = "org.example.quorate.loudest",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ElectionFactory.ALGORITHM + "=loudest")
public final class LoudestElection implements ElectionFactory {

    private static final String PORT = "election";

    /** The vote that is sent. */
    record Word(ServerId sender, Role role, Vote vote) implements PeerMessage {}

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of(port());
    }

    static Port port() {
        return new Port(PORT, dialled -> new Words(), 1_000, Words.BYTES, Port.Security.NONE);
    }

    @Override
    public ElectionCore create(EnsembleSettings settings) {
        return new Core();
    }

    /** Fixed-length words: sender, role, leader, zxid, epoch. */
    static final class Words implements PeerCodec {
        static final int BYTES = 4 * Long.BYTES + 1;

        @Override
        public void decode(ByteBuffer in, Consumer<PeerMessage> out) throws ProtocolViolation {
            while (in.remaining() >= BYTES) {
                ServerId sender = new ServerId(in.getLong());
                byte role = in.get();
                if (role < 0 || role >= Role.values().length) {
                    throw new ProtocolViolation("role " + role + " is none");
                }
                ServerId leader = new ServerId(in.getLong());
                out.accept(
                        new Word(
                                sender,
                                Role.values()[role],
                                new Vote(leader, in.getLong(), in.getLong())));
            }
        }

        @Override
        public int encodedBytesMax(PeerMessage message) {
            return BYTES;
        }

        @Override
        public void encode(PeerMessage message, ByteBuffer out) {
            Word word = (Word) message;
            out.putLong(word.sender().value()).put((byte) word.role().ordinal());
            out.putLong(word.vote().leader().value())
                    .putLong(word.vote().zxid())
                    .putLong(word.vote().epoch());
        }
    }

    private static final class Core implements ElectionCore {

        private static final long MILLI = 1_000_000;
        private final Map<ServerId, Word> heard = new HashMap<>();
        private final Map<ServerId, LinkId> linkOf = new HashMap<>();
        private final Map<LinkId, ServerId> serverOf = new HashMap<>();
        private final Map<DialId, ServerId> dialling = new HashMap<>();
        private ServerId self;
        private Membership membership;
        private Role role = Role.OBSERVING;
        private Vote vote = Vote.NEUTRAL;
        private boolean looking;
        private long agreedSince;
        private long toldAt;
        private long dials;

        @Override
        public void step(long nowNanos, ElectionEvent event, ElectionActions out) {
            switch (event) {
                case ElectionEvent.Boot boot -> boot(boot, out);
                case ElectionEvent.Begin begin -> {
                    role = Role.LOOKING;
                    looking = true;
                    vote = begin.vote();
                    agreedSince = nowNanos;
                    heard.clear();
                    tell(nowNanos, out);
                }
                case ElectionEvent.Standing standing -> {
                    role = standing.role();
                    vote =
                            standing.leader() == null
                                    ? vote
                                    : new Vote(
                                            standing.leader(), standing.zxid(), standing.epoch());
                }
                case ElectionEvent.Link link -> link(nowNanos, link.event(), out);
                case ElectionEvent.Tick tick -> tick(nowNanos, out);
                case ElectionEvent.MembershipChanged changed -> membership = changed.committed();
                case ElectionEvent.OracleChanged ignored -> {}
            }
        }

        private void boot(ElectionEvent.Boot boot, ElectionActions out) {
            self = boot.self();
            membership = boot.committed();
            Member.Address own = membership.member(self).addresses().getFirst();
            out.add(
                    new ElectionAction.Link(
                            new LinkAction.Listen(
                                    PORT, List.of(new Endpoint("0.0.0.0", own.electionPort())))));
        }

        private void link(long nowNanos, LinkEvent event, ElectionActions out) {
            switch (event) {
                case LinkEvent.LinkUp up -> {
                    ServerId other =
                            up.dial() != null
                                    ? dialling.remove(up.dial())
                                    : ((Word) up.preamble()).sender();
                    linkOf.put(other, up.link());
                    serverOf.put(up.link(), other);
                    send(up.link(), out);
                }
                case LinkEvent.LinkDown down -> {
                    ServerId other = serverOf.remove(down.link());
                    linkOf.remove(other, down.link());
                    heard.remove(other);
                }
                case LinkEvent.DialFailed failed -> dialling.remove(failed.dial());
                case LinkEvent.Received received -> hear(nowNanos, (Word) received.message(), out);
                case LinkEvent.ListenFailed ignored -> {}
                case LinkEvent.LinkPressure ignored -> {}
            }
        }

        private void hear(long nowNanos, Word word, ElectionActions out) {
            heard.put(word.sender(), word);
            if (!looking
                    && word.role() == Role.LOOKING
                    && membership.participates(word.sender())
                    && role != Role.LOOKING) {
                out.add(new ElectionAction.VoterLooking(word.sender(), word.vote()));
            }
            if (looking && word.role() == Role.LOOKING && better(word.vote(), vote)) {
                vote = word.vote();
                agreedSince = nowNanos;
                tell(nowNanos, out);
            }
        }

        private static boolean better(Vote a, Vote b) {
            if (a.epoch() != b.epoch()) {
                return a.epoch() > b.epoch();
            }
            return a.zxid() != b.zxid()
                    ? a.zxid() > b.zxid()
                    : a.leader().compareTo(b.leader()) > 0;
        }

        private void tick(long nowNanos, ElectionActions out) {
            if (nowNanos - toldAt >= 100 * MILLI) {
                tell(nowNanos, out);
            }
            if (looking) {
                decide(nowNanos, out);
            }
        }

        private void decide(long nowNanos, ElectionActions out) {
            for (Word word : List.copyOf(heard.values())) {
                if (word.role() == Role.LEADING
                        && membership.quorums().isQuorum(standingWith(word.vote().leader()))) {
                    decided(word.vote(), out);
                    return;
                }
            }
            List<ServerId> agreeing = new ArrayList<>();
            if (membership.participates(self)) {
                agreeing.add(self);
            }
            heard.forEach(
                    (server, word) -> {
                        if (word.vote().equals(vote)) {
                            agreeing.add(server);
                        }
                    });
            boolean agreed = !vote.equals(Vote.NEUTRAL) && membership.quorums().isQuorum(agreeing);
            if (!agreed) {
                agreedSince = nowNanos;
            } else if (nowNanos - agreedSince >= 300 * MILLI) {
                decided(vote, out);
            }
        }

        private List<ServerId> standingWith(ServerId leader) {
            return heard.values().stream()
                    .filter(
                            word ->
                                    word.role() != Role.LOOKING
                                            && word.vote().leader().equals(leader))
                    .map(Word::sender)
                    .toList();
        }

        private void decided(Vote decision, ElectionActions out) {
            looking = false;
            vote = decision;
            out.add(new ElectionAction.Decided(decision));
        }

        private void tell(long nowNanos, ElectionActions out) {
            toldAt = nowNanos;
            for (Member member : membership.members().values()) {
                LinkId link = linkOf.get(member.id());
                if (link != null) {
                    send(link, out);
                } else if (member.id().compareTo(self) < 0
                        && !dialling.containsValue(member.id())) {
                    DialId dial = new DialId(++dials);
                    dialling.put(dial, member.id());
                    Member.Address address = member.addresses().getFirst();
                    Endpoint endpoint = new Endpoint(address.host(), address.electionPort());
                    out.add(
                            new ElectionAction.Link(
                                    new LinkAction.Dial(
                                            dial,
                                            PORT,
                                            List.of(endpoint),
                                            new Word(self, role, vote),
                                            1_000)));
                }
            }
        }

        private void send(LinkId link, ElectionActions out) {
            out.add(
                    new ElectionAction.Link(
                            new LinkAction.Send(link, new Word(self, role, vote), 0)));
        }
    }
}
