package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/ADDING.md} names the places that a new thing must be put into: those where the
 * examples that exist have been put, all of them and no other.
 */
class AddingPageTest {

    private static final List<AddingPage.Section> SECTIONS =
            AddingPage.read(SourceTree.ROOT.resolve("docs/ADDING.md"));

    /** Where an example stands because of what it is, and a new thing need not stand. */
    private static final Pattern NOT_WALKED =
            Pattern.compile(
                    ".*/src/test/.*"
                            + "|docs/(?:spec|adr)/.*|docs/(?:ADDING|ARCHITECTURE)\\.md"
                            // The load generator has a table of its own.
                            + "|platform/bench/.*"
                            + "|samples/.*|[^/]*\\.md");

    @Test
    void everyPlaceIsThereAndHasItsExample() {
        List<String> faults = new ArrayList<>();
        for (AddingPage.Section section : SECTIONS) {
            for (AddingPage.Place place : section.places()) {
                List<Path> files =
                        SourceTree.files().stream()
                                .filter(file -> place.has(SourceTree.name(file)))
                                .toList();
                if (files.isEmpty() || place.file() != null && files.size() > 1) {
                    faults.add(place + " is " + files.size() + " files");
                }
                section.examples()
                        .forEach(
                                (name, words) -> {
                                    if (place.isFor(name)
                                            && files.stream().noneMatch(f -> has(f, words))) {
                                        faults.add(place + " has nothing of " + name);
                                    }
                                });
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyPlaceOfAnExampleIsNamed() {
        List<String> faults = new ArrayList<>();
        for (AddingPage.Section section : SECTIONS) {
            section.examples()
                    .forEach(
                            (name, words) -> {
                                List<AddingPage.Place> places =
                                        section.places().stream()
                                                .filter(place -> place.isFor(name))
                                                .toList();
                                shipped()
                                        .filter(file -> has(file, words))
                                        .map(SourceTree::name)
                                        .filter(f -> places.stream().noneMatch(p -> p.has(f)))
                                        .forEach(f -> faults.add(name + " stands in " + f));
                            });
        }
        assertThat(faults).as("places that docs/ADDING.md does not name").isEmpty();
    }

    @Test
    void thePageIsRead() {
        assertThat(SECTIONS).hasSize(5);
        assertThat(SECTIONS)
                .allSatisfy(
                        section -> {
                            assertThat(section.examples()).isNotEmpty();
                            assertThat(section.places()).hasSizeGreaterThan(3);
                            assertThat(section.places())
                                    .allSatisfy(
                                            place ->
                                                    assertThat(
                                                                    section
                                                                            .examples()
                                                                            .keySet()
                                                                            .stream()
                                                                            .anyMatch(place::isFor))
                                                            .as(place.toString())
                                                            .isTrue());
                        });
    }

    private static Stream<Path> shipped() {
        return SourceTree.files().stream()
                .filter(
                        file ->
                                !NOT_WALKED.matcher(SourceTree.name(file)).matches()
                                        || file.endsWith("import-rules.txt"))
                .filter(
                        file ->
                                SourceTree.name(file)
                                        .matches(".*\\.(?:java|txt|json|xml|md|properties|sh)"));
    }

    private static boolean has(Path file, List<String> words) {
        String text = SourceTree.text(file);
        return words.stream().anyMatch(word -> hasWord(text, word));
    }

    /** Whether {@code word} stands in {@code text} with no letter before or behind it. */
    private static boolean hasWord(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1)))
                    && (end == text.length()
                            || !Character.isJavaIdentifierPart(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }
}
