package io.quorate.tree;

import io.quorate.model.EnsembleView;
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
import io.quorate.wire.TxnBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        if (isTooLong(request, at.settings.limits().membershipBytes())) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
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
        if (!at.may(Permission.WRITE, node, node.path)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        String text = MembershipText.format(wanted.withVersion(at.zxid()));
        if (TxnBytes.of(text) > at.settings.limits().membershipBytes() || !readsBack(text)) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
        }
        return propose(text.getBytes(StandardCharsets.UTF_8), node, at);
    }

    /** Every server reads the configuration from this text, and a next one starts from it. */
    private static boolean readsBack(String text) {
        try {
            return MembershipText.format(MembershipText.parse(text)).equals(text);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static Txn propose(byte[] text, PendingNode node, Preparing at)
            throws StorageException {
        at.pending.change(node);
        node.record.data(text);
        node.record.version = NODE_VERSION;
        node.record.mzxid = at.zxid();
        node.record.mtimeMillis = at.timeMillis();
        at.pending.changed(node);
        return new Txn.SetData(OpCode.RECONFIG, SystemPaths.CONFIG, text, NODE_VERSION);
    }

    /** What cannot become a configuration is not even looked at. */
    private static boolean isTooLong(Request.Reconfig request, int bytesMax) {
        return Stream.of(request.joining(), request.leaving(), request.newMembers())
                .anyMatch(text -> text != null && text.length() > bytesMax);
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
        checkWeights(wanted);
        int voters = wanted.participants().size();
        int observers = wanted.members().size() - voters;
        boolean tooFew = voters == 0 || voters == 1 && at.settings.standalone();
        if (tooFew && observers > 0 || voters == 0 && !at.settings.standalone()) {
            // The reference stumbles over observers without voters and answers so.
            throw new Refusal(ErrorCode.MARSHALLING_ERROR);
        }
        return wanted;
    }

    /** Some leave, then some join; a joining server that is a member already is replaced. */
    private static Membership changed(Request.Reconfig request, Membership current, Preparing at)
            throws Refusal {
        if (!(current.quorums() instanceof QuorumSystem.Majority)) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
        SortedMap<ServerId, Member> members = new TreeMap<>(current.members());
        for (String leaving : entries(request.leaving())) {
            members.remove(id(leaving));
        }
        Endpoints taken = new Endpoints(members.values());
        for (String joining : entries(request.joining())) {
            Member member = joiner(joining);
            checkAddresses(member, at);
            Member before = members.get(member.id());
            if (before != null) {
                taken.leaves(before);
            }
            if (!taken.joins(member)) {
                throw new Refusal(ErrorCode.BAD_ARGUMENTS);
            }
            members.put(member.id(), member);
        }
        return Membership.ofMajority(0, List.copyOf(members.values()));
    }

    private static List<String> entries(@Nullable String list) {
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

    @SuppressWarnings("NullAway") // one with a client address has its host
    private static void checkAddresses(Member member, Preparing at) throws Refusal {
        boolean nowhere =
                member.addresses().stream().anyMatch(one -> !MembershipText.isHost(one.host()));
        boolean noDoor =
                member.hasClientAddress()
                        && !member.clientHost().isEmpty()
                        && !MembershipText.isHost(member.clientHost());
        if (nowhere || noDoor || member.addresses().size() > 1 && !at.settings.manyAddresses()) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
    }

    /** Weights that add up, so that quorums overlap. */
    private static void checkWeights(Membership wanted) throws Refusal {
        if (wanted.quorums() instanceof QuorumSystem.Hierarchical groups
                && groups.weights().values().stream()
                        .anyMatch(weight -> weight < 0 || weight > Integer.MAX_VALUE)) {
            throw new Refusal(ErrorCode.BAD_ARGUMENTS);
        }
    }
}
