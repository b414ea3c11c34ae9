package io.quorate.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Memberships as text: the {@code server.}, {@code group.} and {@code weight.} lines of
 * configuration files and of {@code /zookeeper/config}.
 *
 * <p>Source: spec quorum-protocol sections 2.1 to 2.3.
 */
public final class MembershipText {

    private static final String SERVER = "server.";
    private static final String GROUP = "group.";
    private static final String WEIGHT = "weight.";
    private static final String VERSION = "version";

    /** Longest name of a host that a name service knows. */
    private static final int HOST_LENGTH_MAX = 255;

    /** What separates in the text of a membership, or is escaped in a file of properties. */
    private static final String NOT_IN_HOSTS = "=;|,[]\\\"'";

    private MembershipText() {}

    /** True if a key belongs to a membership. */
    public static boolean isMembershipKey(String key) {
        return key.startsWith(SERVER)
                || key.startsWith(GROUP)
                || key.startsWith(WEIGHT)
                || key.equals(VERSION);
    }

    /**
     * Whether a text can be the host of a member: still one host when it is written and read again,
     * by whoever. Says nothing about whether there is such a host. What stands in configurations
     * already is not asked.
     */
    public static boolean isHost(String text) {
        boolean plain = !text.isEmpty() && text.length() <= HOST_LENGTH_MAX;
        for (int at = 0; plain && at < text.length(); at++) {
            char unit = text.charAt(at);
            plain =
                    unit > ' ' && unit < 0x7f
                            ? NOT_IN_HOSTS.indexOf(unit) < 0
                            : Character.isLetterOrDigit(unit);
        }
        return plain;
    }

    /**
     * Reads a membership.
     *
     * @param lines key to value; keys that are none of a membership are refused
     * @throws IllegalArgumentException with a sentence that names the key
     */
    public static Membership parse(Map<String, String> lines) {
        List<Member> members = new ArrayList<>();
        SortedMap<Long, List<ServerId>> groups = new TreeMap<>();
        SortedMap<ServerId, Long> weights = new TreeMap<>();
        long version = 0;
        for (Map.Entry<String, String> line : lines.entrySet()) {
            String key = line.getKey();
            String value = line.getValue().strip();
            if (key.startsWith(SERVER)) {
                members.add(
                        member(
                                new ServerId(number(key, key.substring(SERVER.length()))),
                                key,
                                value));
            } else if (key.startsWith(GROUP)) {
                groups.put(number(key, key.substring(GROUP.length())), ids(key, value));
            } else if (key.startsWith(WEIGHT)) {
                weights.put(
                        new ServerId(number(key, key.substring(WEIGHT.length()))),
                        number(key, value));
            } else if (key.equals(VERSION)) {
                version = version(value);
            } else {
                throw new IllegalArgumentException(key + " is no part of a membership");
            }
        }
        Membership byMajority = Membership.ofMajority(version, members);
        if (groups.isEmpty() && weights.isEmpty()) {
            return byMajority;
        }
        checkGroups(byMajority, groups);
        return new Membership(
                version, byMajority.members(), new QuorumSystem.Hierarchical(groups, weights));
    }

    /**
     * Reads a membership as servers send it to each other and as {@code /zookeeper/config} holds
     * it: one {@code key=value} per line; empty lines and comments are skipped.
     *
     * @throws IllegalArgumentException with a sentence that names the line
     */
    public static Membership parse(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("\"" + line + "\" is no key=value");
            }
            lines.put(line.substring(0, equals).strip(), line.substring(equals + 1));
        }
        return parse(lines);
    }

    private static void checkGroups(Membership membership, SortedMap<Long, List<ServerId>> groups) {
        Set<ServerId> grouped = new HashSet<>();
        for (Map.Entry<Long, List<ServerId>> group : groups.entrySet()) {
            for (ServerId server : group.getValue()) {
                if (!grouped.add(server)) {
                    throw new IllegalArgumentException(
                            "server " + server + " is in more than one group");
                }
            }
        }
        for (ServerId server : membership.participants()) {
            if (!grouped.contains(server)) {
                throw new IllegalArgumentException("server " + server + " is in no group");
            }
        }
    }

    /**
     * Reads the value of one server line.
     *
     * @param key the key of the line, for sentences
     * @throws IllegalArgumentException with a sentence that names the key
     */
    public static Member member(ServerId id, String key, String value) {
        int semicolon = value.indexOf(';');
        String peers = semicolon < 0 ? value : value.substring(0, semicolon);
        List<Member.Address> addresses = new ArrayList<>();
        Member.Kind kind = null;
        for (String peer : peers.split("\\|", -1)) {
            List<String> parts = parts(key, peer.strip());
            if (parts.size() != 3 && parts.size() != 4) {
                throw new IllegalArgumentException(
                        key
                                + " is \""
                                + value
                                + "\", but it must be host:quorumPort:electionPort[:role][;[host:]clientPort]");
            }
            int quorumPort = port(key, parts.get(1));
            int electionPort = port(key, parts.get(2));
            if (quorumPort == electionPort) {
                throw new IllegalArgumentException(
                        key + " has the same quorum and election port " + quorumPort);
            }
            addresses.add(new Member.Address(parts.get(0), quorumPort, electionPort));
            if (parts.size() == 4) {
                Member.Kind given = kind(key, parts.get(3));
                if (kind != null && kind != given) {
                    throw new IllegalArgumentException(key + " names two roles");
                }
                kind = given;
            }
        }
        String clientHost = null;
        int clientPort = 0;
        String ofClients = semicolon < 0 ? "" : value.substring(semicolon + 1).strip();
        if (ofClients.indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    key
                            + " has a secure client port ("
                            + ofClients.substring(ofClients.indexOf(';') + 1).strip()
                            + "), but this version has no TLS yet");
        }
        if (!ofClients.isEmpty()) {
            List<String> client = parts(key, ofClients);
            if (client.size() > 2) {
                throw new IllegalArgumentException(
                        key + " has a client address that is not [host:]port");
            }
            clientHost = client.size() == 2 ? client.getFirst() : "0.0.0.0";
            clientPort = port(key, client.getLast());
        }
        return new Member(
                id,
                kind == null ? Member.Kind.PARTICIPANT : kind,
                addresses,
                clientHost,
                clientPort);
    }

    private static Member.Kind kind(String key, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "participant" -> Member.Kind.PARTICIPANT;
            case "observer" -> Member.Kind.OBSERVER;
            default ->
                    throw new IllegalArgumentException(
                            key
                                    + " has the role \""
                                    + text
                                    + "\", but it must be participant or observer");
        };
    }

    /** Splits at colons outside of square brackets and drops the brackets. */
    private static List<String> parts(String key, String text) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        if (rest.startsWith("[")) {
            int end = rest.indexOf(']');
            if (end < 0 || end + 1 < rest.length() && rest.charAt(end + 1) != ':') {
                throw new IllegalArgumentException(
                        key + " has an address with a bracket that is not closed");
            }
            parts.add(rest.substring(1, end));
            if (end + 1 == rest.length()) {
                return parts;
            }
            rest = rest.substring(end + 2);
        }
        for (String part : rest.split(":", -1)) {
            parts.add(part.strip());
        }
        return parts;
    }

    private static List<ServerId> ids(String key, String value) {
        List<ServerId> ids = new ArrayList<>();
        for (String id : value.split(":")) {
            ids.add(new ServerId(number(key, id.strip())));
        }
        return ids;
    }

    private static int port(String key, String text) {
        long port = number(key, text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    key + " has the port " + port + ", but ports are 1 to 65535");
        }
        return (int) port;
    }

    private static long number(String key, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " has \"" + text + "\" where a number is due", e);
        }
    }

    private static long version(String text) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    VERSION + " is \"" + text + "\", but it must be a hexadecimal number", e);
        }
    }

    /**
     * All lines, the version last and without a line end; the content of {@code /zookeeper/config}.
     */
    public static String format(Membership membership) {
        StringBuilder text = new StringBuilder();
        for (Member member : membership.members().values()) {
            text.append(SERVER).append(member.id()).append('=').append(format(member)).append('\n');
        }
        if (membership.quorums() instanceof QuorumSystem.Hierarchical(var groups, var weights)) {
            groups.forEach(
                    (group, members) ->
                            text.append(GROUP)
                                    .append(group)
                                    .append('=')
                                    .append(
                                            String.join(
                                                    ":",
                                                    members.stream()
                                                            .map(ServerId::toString)
                                                            .toList()))
                                    .append('\n'));
            weights.forEach(
                    (server, weight) ->
                            text.append(WEIGHT)
                                    .append(server)
                                    .append('=')
                                    .append(weight)
                                    .append('\n'));
        }
        return text.append(VERSION)
                .append('=')
                .append(Long.toHexString(membership.version()))
                .toString();
    }

    /** The value of a server line in its canonical form. */
    public static String format(Member member) {
        List<String> addresses =
                member.addresses().stream()
                        .sorted(Comparator.comparing(Member.Address::host))
                        .map(
                                address ->
                                        host(address.host())
                                                + ':'
                                                + address.quorumPort()
                                                + ':'
                                                + address.electionPort())
                        .toList();
        String peers =
                String.join("|", addresses) + ':' + member.kind().name().toLowerCase(Locale.ROOT);
        String clientHost = member.clientHost();
        return member.hasClientAddress() && clientHost != null
                ? peers + ';' + host(clientHost) + ':' + member.clientPort()
                : peers;
    }

    private static String host(String host) {
        return host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    }
}
