package io.quorate.shell.command;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Membership texts: lines {@code server.N=host:port:port[:role];[host:]port} and {@code
 * version=hex}. Source: spec client-protocol section 6.6.
 */
final class Members {

    private static final String SERVER = "server.";
    private static final String VERSION = "version";

    private Members() {}

    /**
     * Version and client addresses of all members, as zkCli's {@code config -c} prints them; in the
     * order of its hash table too.
     */
    static String clientView(String config) {
        List<String> addresses = new ArrayList<>();
        Properties lines = properties(config);
        for (Map.Entry<Object, Object> line : lines.entrySet()) {
            if (line.getKey().toString().startsWith(SERVER)) {
                addresses.add(clientAddress(line.getValue().toString()));
            }
        }
        return lines.getProperty(VERSION, "") + " " + String.join(",", addresses);
    }

    private static String clientAddress(String server) {
        int semicolon = server.indexOf(';');
        if (semicolon < 0) {
            return "";
        }
        String address = server.substring(semicolon + 1);
        return address.indexOf(':') < 0 ? "0.0.0.0:" + address : address;
    }

    /** The members of a dynamic configuration file, written in full, for a reconfig request. */
    static String ofFile(String text) throws CommandFault {
        List<String> lines = new ArrayList<>();
        String version = null;
        Properties properties = properties(text);
        for (String key : properties.stringPropertyNames().stream().sorted().toList()) {
            String value = properties.getProperty(key).strip();
            if (key.startsWith(SERVER)) {
                lines.add(key + "=" + inFull(value));
            } else if (key.equals(VERSION)) {
                version = key + "=" + value;
            } else if (!key.startsWith("group") && !key.startsWith("weight")) {
                throw new CommandFault("Unrecognised parameter: " + key);
            } else {
                lines.add(key + "=" + value);
            }
        }
        if (version != null) {
            lines.add(version);
        }
        return String.join("\n", lines);
    }

    private static String inFull(String server) {
        int semicolon = server.indexOf(';');
        String peers = semicolon < 0 ? server : server.substring(0, semicolon);
        String full =
                peers.endsWith(":participant") || peers.endsWith(":observer")
                        ? peers
                        : peers + ":participant";
        return semicolon < 0 ? full : full + ";" + clientAddress(server);
    }

    private static Properties properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text cannot fail", e);
        }
        return properties;
    }
}
