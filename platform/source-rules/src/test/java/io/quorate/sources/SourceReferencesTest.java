package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What comments name as their source is a place of a page in docs, a class they name in full is
 * there, and links between the pages lead somewhere in the repository.
 */
class SourceReferencesTest {

    private static final Path ROOT = SourceTree.ROOT;
    private static final Path DOCS = ROOT.resolve("docs");

    /** Up to a full stop, the end of a paragraph, or that of the comment. */
    private static final Pattern SENTENCE = Pattern.compile("Source: (.*?)\\s*(?:\\. |  |$)");

    /** Names that pages had before they were in the repository. */
    private static final Pattern OLD_NAME = Pattern.compile("spi-(?:consensus|storage)");

    /** A class with its package, whose name may be all that is left of it. */
    private static final Pattern CLASS =
            Pattern.compile("\\bio\\.quorate(?:\\.[a-z]\\w*)*\\.[A-Z]\\w*");

    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    private static final Map<Path, Page> PAGES = new HashMap<>();

    @BeforeAll
    static void readPages() throws IOException {
        for (Path file : files(".md")) {
            if (file.startsWith(DOCS) || file.getParent().equals(ROOT)) {
                PAGES.put(file, Page.read(file));
            }
        }
    }

    @Test
    void everySourceIsAPlaceInTheDocumentation() throws IOException {
        List<String> faults = new ArrayList<>();
        int sentences = 0;
        for (Path file : files(".java")) {
            for (Comment comment : Comment.in(Files.readAllLines(file))) {
                sentences += comment.text().split("Source: ", -1).length - 1;
                faults(comment).forEach(fault -> faults.add(ROOT.relativize(file) + ":" + fault));
            }
        }
        assertThat(sentences).isGreaterThan(200);
        assertThat(faults).isEmpty();
    }

    @Test
    void everyClassThatACommentNamesInFullIsThere() throws IOException {
        Set<String> classes = new HashSet<>();
        for (Path file : files(".java")) {
            String name = SourceTree.name(file);
            classes.add(
                    name.substring(name.indexOf("/java/") + 6, name.length() - 5)
                            .replace('/', '.'));
        }
        List<String> faults = new ArrayList<>();
        int named = 0;
        for (Path file : files(".java")) {
            for (Comment comment : Comment.in(Files.readAllLines(file))) {
                Matcher name = CLASS.matcher(comment.text());
                while (name.find()) {
                    named++;
                    if (!classes.contains(name.group())) {
                        faults.add(
                                "%s:%d: %s"
                                        .formatted(
                                                SourceTree.name(file),
                                                comment.lineAt(name.start()),
                                                name.group()));
                    }
                }
            }
        }
        assertThat(named).isGreaterThan(20);
        assertThat(faults).isEmpty();
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> faults = new ArrayList<>();
        PAGES.forEach(
                (file, page) -> {
                    for (Page.Link link : page.links()) {
                        if (!leadsSomewhere(file, link.target())) {
                            faults.add(
                                    "%s:%d: %s"
                                            .formatted(
                                                    ROOT.relativize(file),
                                                    link.line(),
                                                    link.target()));
                        }
                    }
                });
        assertThat(faults).isEmpty();
    }

    /** So that the tests above are known to see something. */
    @Test
    void wrongPlacesAreFound() {
        for (String right :
                List.of(
                        "spec semantics sections 3 to 7 and 10.4, disk-format section 9 (F2, F3)",
                        "spec client-protocol section 2 (68 bytes on the wire), semantics section 2",
                        "consensus SPI C2 to C4, storage SPI section 1, docs/adr/0054")) {
            assertThat(faults("/** Source: " + right + ". More. */")).as(right).isEmpty();
        }
        for (String wrong :
                List.of(
                        "spec",
                        "spec semantics",
                        "semantics section 3",
                        "the spec of ZooKeeper",
                        "spec semantics section 99",
                        "spec semantics sections 18 to 20",
                        "spec semantics section 3, disk-format section 9 (F99)",
                        "spec nonsense section 3",
                        "consensus SPI C3 to C5",
                        "docs/adr/9999",
                        "spec semantics section 3; and so on")) {
            assertThat(faults("/** Source: " + wrong + ". More. */")).as(wrong).hasSize(1);
        }
        assertThat(faults("/**", " * See spec", " * semantics", " * section 99", " */"))
                .containsExactly("2: docs/spec/semantics.md has no 99");
        Path page = DOCS.resolve("spec/semantics.md");
        assertThat(leadsSomewhere(page, "../PLUGINS.md#storage")).isTrue();
        assertThat(leadsSomewhere(page, "../PLUGINS.md#nothing")).isFalse();
        assertThat(leadsSomewhere(page, "nothing.md")).isFalse();
        assertThat(leadsSomewhere(page, "../../../else")).isFalse();
    }

    private static List<Path> files(String ending) {
        return SourceTree.files().stream().filter(f -> f.toString().endsWith(ending)).toList();
    }

    private static List<String> faults(String... lines) {
        return Comment.in(List.of(lines)).stream().flatMap(c -> faults(c).stream()).toList();
    }

    /** Each with its line. */
    private static List<String> faults(Comment comment) {
        List<String> faults = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        Matcher sentence = SENTENCE.matcher(comment.text());
        while (sentence.find()) {
            int line = comment.lineAt(sentence.start());
            try {
                check(Citation.sentence(sentence.group(1).replaceFirst("\\.$", "")), line, faults);
            } catch (IllegalArgumentException notUnderstood) {
                faults.add(line + ": " + notUnderstood.getMessage());
            }
            sentence.appendReplacement(rest, " ".repeat(sentence.end() - sentence.start()));
        }
        String elsewhere = sentence.appendTail(rest).toString();
        Citation.mentions(elsewhere)
                .forEach((at, citation) -> check(List.of(citation), comment.lineAt(at), faults));
        OLD_NAME.matcher(comment.text())
                .results()
                .forEach(old -> faults.add(comment.lineAt(old.start()) + ": " + old.group()));
        return faults;
    }

    private static void check(List<Citation> citations, int line, List<String> faults) {
        for (Citation citation : citations) {
            Page page = PAGES.get(DOCS.resolve(citation.page() + ".md"));
            if (citation.page().startsWith("adr/")) {
                if (PAGES.keySet().stream().noneMatch(f -> isDecision(f, citation.page()))) {
                    faults.add(line + ": docs/" + citation.page() + " does not exist");
                }
            } else if (page == null) {
                faults.add(line + ": docs/" + citation.page() + ".md does not exist");
            } else {
                citation.places().stream()
                        .filter(place -> !page.has(place))
                        .forEach(
                                place ->
                                        faults.add(
                                                "%d: docs/%s.md has no %s"
                                                        .formatted(line, citation.page(), place)));
            }
        }
    }

    private static boolean isDecision(Path file, String number) {
        return DOCS.relativize(file).toString().startsWith(number + "-");
    }

    private static boolean leadsSomewhere(Path from, String target) {
        if (ELSEWHERE.matcher(target).matches()) {
            return true;
        }
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        return file.startsWith(ROOT)
                && Files.exists(file)
                && (parts.length == 1
                        || PAGES.containsKey(file) && PAGES.get(file).anchors().contains(parts[1]));
    }
}
