package io.quorate.shell.command;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Permission;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** ACLs as users write and read them: {@code scheme:id:perms,…} with perms out of {@code cdrwa}. */
final class AclText {

    private static final String LETTERS = "cdrwa";
    private static final int[] BITS = {
        Permission.CREATE, Permission.DELETE, Permission.READ, Permission.WRITE, Permission.ADMIN
    };

    private AclText() {}

    /** Entries of {@code text}; parts that cannot be read are complained about and left out. */
    static List<AclEntry> parse(String text, PrintStream err) {
        List<AclEntry> entries = new ArrayList<>();
        for (String part : text.split(",")) {
            int first = part.indexOf(':');
            int last = part.lastIndexOf(':');
            if (first < 0 || first == last) {
                err.println(part + " does not have the form scheme:id:perm");
                continue;
            }
            int permissions = permissions(part.substring(last + 1), err);
            entries.add(
                    new AclEntry(
                            permissions,
                            new Identity(
                                    part.substring(0, first), part.substring(first + 1, last))));
        }
        return entries;
    }

    private static int permissions(String letters, PrintStream err) {
        int permissions = 0;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            int at = LETTERS.indexOf(letter);
            if (at < 0) {
                err.println("Unknown perm type: " + letter);
            } else {
                permissions |= BITS[at];
            }
        }
        return permissions;
    }

    static void print(List<AclEntry> entries, PrintStream out) {
        for (AclEntry entry : entries) {
            out.println("'" + entry.who().scheme() + ",'" + entry.who().id());
            out.println(": " + letters(entry.permissions()));
        }
    }

    private static String letters(int permissions) {
        StringBuilder letters = new StringBuilder();
        for (int at = 0; at < BITS.length; at++) {
            if ((permissions & BITS[at]) != 0) {
                letters.append(LETTERS.charAt(at));
            }
        }
        return letters.toString();
    }
}
