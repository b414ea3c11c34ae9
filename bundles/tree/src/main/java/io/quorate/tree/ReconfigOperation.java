package io.quorate.tree;

import io.quorate.consensus.EnsembleView;
import io.quorate.model.ErrorCode;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Permission;
import io.quorate.model.QuorumSystem;
import io.quorate.model.Request;
import io.quorate.model.ServerId;
import io.quorate.model.SystemPaths;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * reconfig: a new configuration of the ensemble, judged against the one in force and against who is
 * in step right now. What is proposed is the text of the configuration node; its version is the
 * zxid. The order of the reasons to refuse counts. The transaction is applied as a setData.
 *
 * <p>Source: spec quorum-protocol section 16.1, client-protocol section 6.6.
 */
final class ReconfigOperation {

    private static final long ANY_VERSION = -1;
    private static final int NODE_VERSION = -1;
    private static final Set<String> SHARED_HOSTS =
            Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::1", "0:0:0:0:0:0:0:1", "localhost");

    /** Why a request is refused, found deep inside of it. */
    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        final int error;

        Refusal(int error) {
            super(null, null, false, false);
            this.error = error;
        }
    }

    private ReconfigOperation() {}

    static Txn prepare(Request.Reconfig request, Preparing at) throws StorageException {
        if (!at.settings.reconfig()) {
            return Preparing.refuse(ErrorCode.RECONFIG_DISABLED);
        }
        if (!at.sessionIsAlive()) {
            return Preparing.refuse(ErrorCode.SESSION_EXPIRED);
        }
        EnsembleView ensemble = at.ensemble();
        if (ensemble == null) {
            return Preparing.refuse(ErrorCode.UNIMPLEMENTED);
        }
        Membership current = ensemble.committed();
        if (ensemble.proposed() != null && ensemble.proposed().version() != current.version()) {
            return Preparing.refuse(ErrorCode.RECONFIG_IN_PROGRESS);
        }
        if (request.fromConfig() != ANY_VERSION && request.fromConfig() != current.version()) {
            return Preparing.refuse(ErrorCode.BAD_VERSION);
        }
        Membership wanted;
        try {
            wanted =
                    request.newMembers() == null
                            ? changed(request, current, at)
                            : whole(request.newMembers(), at);
        } catch (Refusal refusal) {
            return Preparing.refuse(refusal.error);
        }
        if (wanted.participants().size() < (at.settings.standalone() ? 2 : 1)) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
        }
        if (!wanted.quorums().isQuorum(ensemble.synced())) {
            return Preparing.refuse(ErrorCode.NEW_CONFIG_NO_QUORUM);
        }
        PendingNode node = at.pending.at(SystemPaths.CONFIG);
        if (!node.exists) {
            return Preparing.noNode();
        }
        if (!at.may(Permission.WRITE, node)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        return propose(wanted.withVersion(at.zxid()), node, at);
    }

    private static Txn propose(Membership wanted, PendingNode node, Preparing at)
            throws StorageException {
        byte[] text = MembershipText.format(wanted).getBytes(StandardCharsets.UTF_8);
        at.pending.change(node);
        node.record.data(text);
        node.record.version = NODE_VERSION;
        node.record.mzxid = at.zxid();
        node.record.mtimeMillis = at.timeMillis();
        at.pending.changed(node);
        return new Txn.SetData(OpCode.RECONFIG, SystemPaths.CONFIG, text, NODE_VERSION);
    }

    /** All members anew. */
    private static Membership whole(String text, Preparing at) throws Refusal {
        Membership wanted;
        try {
            wanted = MembershipText.parse(text.replace(',', '\n'));
        } catch (IllegalArgumentException unreadable) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
        for (Member member : wanted.members().values()) {
            checkAddresses(member, at);
        }
        int voters = wanted.participants().size();
        int observers = wanted.members().size() - voters;
        boolean tooFew = voters == 0 || voters == 1 && at.settings.standalone();
        if (tooFew && observers > 0 || voters == 0 && !at.settings.standalone()) {
            // The reference stumbles over observers without voters and answers so.
            throw new Refusal(ErrorCode.MARSHALLING_ERROR);
        }
        return wanted;
    }

    /** Some leave, then some join; who is a member already is replaced. */
    private static Membership changed(Request.Reconfig request, Membership current, Preparing at)
            throws Refusal {
        if (!(current.quorums() instanceof QuorumSystem.Majority)) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
        SortedMap<ServerId, Member> members = new TreeMap<>(current.members());
        for (String leaving : entries(request.leaving())) {
            members.remove(id(leaving));
        }
        for (String joining : entries(request.joining())) {
            Member member = joiner(joining);
            checkAddresses(member, at);
            for (Member other : members.values()) {
                if (!other.id().equals(member.id()) && collide(member, other)) {
                    throw new Refusal(ErrorCode.BAD_ARGUMENTS);
                }
            }
            members.put(member.id(), member);
        }
        return Membership.ofMajority(0, List.copyOf(members.values()));
    }

    private static List<String> entries(String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(","))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList();
    }

    private static ServerId id(String text) throws Refusal {
        try {
            return new ServerId(Long.parseLong(text));
        } catch (NumberFormatException noNumber) {
            throw new Refusal(ErrorCode.MARSHALLING_ERROR); // as the reference answers
        }
    }

    private static Member joiner(String entry) throws Refusal {
        int equals = entry.indexOf('=');
        if (equals < 0 || entry.indexOf('=', equals + 1) >= 0) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
        String key = entry.substring(0, equals).strip();
        ServerId id = id(key.substring(key.lastIndexOf('.') + 1));
        Member member;
        try {
            member = MembershipText.member(id, key, entry.substring(equals + 1).strip());
        } catch (IllegalArgumentException unreadable) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
        if (!member.hasClientAddress()) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
        return member;
    }

    private static void checkAddresses(Member member, Preparing at) throws Refusal {
        boolean nowhere = member.addresses().stream().anyMatch(one -> one.host().isBlank());
        if (nowhere || member.addresses().size() > 1 && !at.settings.manyAddresses()) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
    }

    private static boolean collide(Member one, Member other) {
        List<String> taken = endpoints(other);
        return endpoints(one).stream().anyMatch(taken::contains);
    }

    /** Where a server listens, but for hosts that mean another machine to each server. */
    private static List<String> endpoints(Member member) {
        List<String> endpoints = new ArrayList<>();
        for (Member.Address address : member.addresses()) {
            endpoints(address.host(), address.quorumPort(), address.electionPort())
                    .forEach(endpoints::add);
        }
        if (member.hasClientAddress()) {
            endpoints(member.clientHost(), member.clientPort()).forEach(endpoints::add);
        }
        return endpoints;
    }

    private static Stream<String> endpoints(String host, int... ports) {
        String name = host.toLowerCase(Locale.ROOT);
        return SHARED_HOSTS.contains(name) || name.startsWith("127.")
                ? Stream.empty()
                : Arrays.stream(ports).mapToObj(port -> name + ' ' + port);
    }
}
