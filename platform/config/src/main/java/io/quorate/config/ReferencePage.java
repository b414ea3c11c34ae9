package io.quorate.config;

/** The configuration reference in Markdown, made of the table of keys. */
final class ReferencePage {

    private static final String TEXT =
            """
            # Configuration

            Quorate reads ZooKeeper's `zoo.cfg` as it is, in Java properties syntax. This page is made from the server's own table of keys.

            - A key marked ¹ is read from the file only. A key marked ² may also be given as the system property of the same name. Every other
              key may also be given as the system property `zookeeper.<key>`. The file wins.
            - Lengths of time may carry a unit (`500ms`, `2s`, `10m`, `1h`, `1d`), sizes one of `k`, `m`, `g`. A bare number counts in the unit of the
              column *Values*.
            - `true` and `false` are the only words for a switch. A value that does not fit stops the start with a sentence that names file, line and
              key.
            - A key that is not in the table becomes the system property `zookeeper.<key>`, with a warning. An unknown key that begins with `quorate.`
              stops the start; `quorate.<plugin>.<name>` goes to the chosen plugin of that name, or to the plugin of a scheme of authentication (PLUGINS.md).
            - The column *In force* says *accepted, nothing to do* where a setting of ZooKeeper's inner works has no counterpart here, *in ensembles* where it is
              handed to consensus plugins for several servers, and *not yet* where a later version will obey; then the server warns, or refuses to start where
              going on without would be wrong.
            """;

    private ReferencePage() {}

    static String render() {
        StringBuilder page = new StringBuilder(TEXT);
        for (Section section : KeyTable.SECTIONS) {
            page.append("\n## ")
                    .append(section.heading())
                    .append(
                            "\n\n| Key | Default | Values | In force | Meaning |\n|---|---|---|---|---|\n");
            for (Key key : section.keys()) {
                page.append(row(key));
            }
        }
        return page.toString();
    }

    private static String row(Key key) {
        StringBuilder name = new StringBuilder("`" + key.name() + '`');
        key.aliases().forEach(alias -> name.append("<br>or `").append(alias).append('`'));
        if (key.where() == Key.Where.FILE) {
            name.append(" ¹");
        } else if (key.where() == Key.Where.JVM) {
            name.append(" ²");
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
                + " | "
                + key.effect().words
                + " | "
                + key.meaning().replace("|", "\\|")
                + " |\n";
    }
}
