package io.quorate.config;

import java.util.List;

/** The configuration reference in Markdown, made of the tables of keys. */
final class ReferencePage {

    private static final String TEXT =
            """
            # Configuration

            Quorate reads ZooKeeper's `zoo.cfg` as it is, in Java properties syntax. This page is made from the server's own table of keys.

            - A key marked ¹ is read from the file only. A key marked ² may also be given as the system property of the same name, one marked ³ only
              as the system property `zookeeper.<key>`. Every other key may be given in either way. The file wins.
            - Lengths of time may carry a unit (`500ms`, `2s`, `10m`, `1h`, `1d`), sizes one of `k`, `m`, `g`. A bare number counts in the unit of the
              column *Values*.
            - A value that does not fit is met as ZooKeeper 3.9 meets it, but never in silence: a warning names key, value and what is assumed. A number out of
              range is replaced by the nearest. In keys marked ¹ and in `quorate.*` a value that cannot be read stops the start with a sentence that
              names file, line and key; any other key then has its default, and a switch is off. Where *yes or no* is wanted, any other word stands for the
              safe one of the two, and a switch that restricts access is on unless it is `false`.
            - Numbers of keys without mark or marked ² may be hexadecimal (`0x9fffff`) or octal (`010`), as ZooKeeper reads system properties.
            - A key that is not in the table becomes the system property `zookeeper.<key>`, with a warning. In the file, keys have no prefix `zookeeper.`: such
              a line has no effect, with a warning. An unknown key that begins with `quorate.` stops the start; `quorate.<plugin>.<name>` goes to the
              chosen plugin of that name, or to the plugin of a scheme of authentication, if the plugin's own table of keys has it; else it is warned of.
            - The last sections are the tables of the plugins that come with the server; `quorate keys plugins/<jar>` prints that of any plugin (PLUGINS.md).
            - The column *In force* says *nothing to do* where a setting of ZooKeeper's inner works has no counterpart here, *in ensembles* where it is handed
              to consensus plugins for several servers, and *not yet* where a later version will obey; the server warns of such a setting, or refuses
              to start where going on without would be wrong. No setting is ignored without a word.
            """;

    private static final String OF_A_PLUGIN =
            """

            A key marked ¹ is read from `zoo.cfg` only. A key marked ² may also be given as the system property of the same name; the file wins.
            Lengths of time may carry a unit (`500ms`, `2s`, `10m`, `1h`, `1d`), sizes one of `k`, `m`, `g`; a bare number counts in the unit of the column
            *Values*. A value of a key `quorate.*` that does not fit is refused: the plugin is left out, and where a key chooses it the server does not start.
            """;

    private ReferencePage() {}

    /** The page of the server and the plugins it comes with. */
    static String render(List<PluginTable> plugins) {
        StringBuilder page = new StringBuilder(TEXT);
        append(page, KeyTable.SERVER);
        plugins.forEach(plugin -> append(page, plugin.table()));
        return page.toString();
    }

    /** The page of one plugin. */
    static String ofPlugin(PluginTable plugin) {
        StringBuilder page =
                new StringBuilder("# Settings of " + plugin.jar() + "\n" + OF_A_PLUGIN);
        append(page, plugin.table());
        return page.toString();
    }

    private static void append(StringBuilder page, KeyTable table) {
        for (KeyTable.Section section : table.sections()) {
            page.append("\n## ")
                    .append(section.heading())
                    .append(
                            "\n\n| Key | Default | Values | In force | Meaning |\n|---|---|---|---|---|\n");
            for (Key key : section.keys()) {
                page.append(row(key));
            }
        }
    }

    private static String row(Key key) {
        StringBuilder name = new StringBuilder("`" + key.name() + '`');
        key.aliases().forEach(alias -> name.append("<br>or `").append(alias).append('`'));
        if (key.where() == Key.Where.FILE) {
            name.append(" ¹");
        } else if (key.where() == Key.Where.JVM) {
            name.append(" ²");
        } else if (key.where() == Key.Where.FLAG) {
            name.append(" ³");
        }
        String fallback =
                key.fallback() == null
                        ? "–"
                        : key.fallback().isEmpty() ? "empty" : '`' + key.fallback() + '`';
        return "| "
                + name
                + " | "
                + fallback
                + " | "
                + key.type().values()
                + (key.type() instanceof KeyType.ExactWord(boolean safe)
                        ? "; any other word: " + (safe ? "yes" : "no")
                        : "")
                + " | "
                + key.effect().words
                + " | "
                + key.meaning().replace("|", "\\|")
                + " |\n";
    }
}
