package io.quorate.config;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.ServerId;
import io.quorate.runtime.disk.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the configuration says about the members of the ensemble, and which of them this server is.
 * Source: spec quorum-protocol sections 2.1 and 2.4.
 */
final class MembershipLines {

    private final ConfigurationFile file;
    private final Settings settings;

    MembershipLines(ConfigurationFile file, Settings settings) {
        this.file = file;
        this.settings = settings;
    }

    /** All that was said about members, in the file or in a dynamic one. */
    @SuppressWarnings("NullAway") // what is refused has a message
    Membership membership() throws ConfigurationException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        settings.patterns()
                .forEach(
                        (key, entry) -> {
                            if (MembershipText.isMembershipKey(key)) {
                                entries.put(key, entry);
                            }
                        });
        if (settings.isSet("version")) {
            entries.put("version", settings.entry("version"));
        }
        if (settings.isSet("dynamicConfigFile")) {
            if (!entries.isEmpty()) {
                throw new ConfigurationException(
                        entries.values().iterator().next().place()
                                + ": membership lines must stand in dynamicConfigFile only");
            }
            readDynamic(Path.of(settings.text("dynamicConfigFile")), entries);
        }
        Map<String, String> lines = new LinkedHashMap<>();
        entries.forEach((key, entry) -> lines.put(key, entry.value()));
        try {
            Membership membership = MembershipText.parse(lines);
            checkAddresses(membership);
            if (!membership.members().isEmpty() && membership.participants().isEmpty()) {
                throw new IllegalArgumentException(
                        "all servers are observers, so nobody could decide");
            }
            return membership;
        } catch (IllegalArgumentException e) {
            Entry culprit =
                    entries.values().stream()
                            .filter(entry -> e.getMessage().startsWith(entry.key() + ' '))
                            .findFirst()
                            .orElse(null);
            throw new ConfigurationException(
                    (culprit == null ? "" : culprit.place() + ": ")
                            + e.getMessage()
                            + (culprit == null ? file.inFile() : ""),
                    e);
        }
    }

    private static void readDynamic(Path dynamic, Map<String, Entry> entries)
            throws ConfigurationException {
        for (Entry entry : ConfigurationFile.read(dynamic).entries()) {
            if (entry.key().equals("version")) {
                throw new ConfigurationException(
                        entry.place()
                                + ": the version of a configuration is the end of the file's name and must not stand in it");
            }
            entries.put(entry.key(), entry);
        }
        entries.put(
                "version",
                new Entry(
                        "version",
                        Long.toHexString(MembershipFiles.versionOf(dynamic)),
                        dynamic.toString()));
    }

    private void checkAddresses(Membership membership) {
        for (Member member : membership.members().values()) {
            if (member.addresses().size() > 1 && !settings.flag("multiAddress.enabled")) {
                throw new IllegalArgumentException(
                        "server."
                                + member.id()
                                + " has several addresses, but multiAddress.enabled is not true");
            }
        }
    }

    /** The number of this server. */
    ServerId myid() throws ConfigurationException {
        Path path = Path.of(settings.text("dataDir")).resolve("myid");
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new IOException("it is no regular file"); // reading a pipe may never end
            }
            String first = Files.readString(path).lines().findFirst().orElse("");
            return new ServerId(Long.parseLong(first.strip()));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    "there is no file "
                            + path
                            + " with the number of this server; quorate initialize --myid=<number> makes it",
                    e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the file "
                            + path
                            + " with the number of this server cannot be read: "
                            + IoReason.of(e),
                    e);
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    "the first line of the file " + path + " must be the number of this server", e);
        }
    }
}
