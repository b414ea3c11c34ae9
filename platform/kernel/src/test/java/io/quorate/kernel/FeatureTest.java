package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTest {

    @TempDir Path folder;

    private Path write(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name), json);
    }

    @Test
    void aDescriptorExtendsAnother() throws Exception {
        write(
                "base.json",
                """
                {"id": "x:base:1", "variables": {"v": "1.0"},
                 "bundles": [{"id": "x:one:${v}"}, "x:two:2", {"id": "x:plug:1", "folder": "plugins"}],
                 "configurations": {"pid": {"a": "${v}", "b": 2}},
                 "extensions": {"class-path": {"artifacts": ["x:lib:jar:linux:3"]},
                                "framework-launching-properties": {"json": {"p": "q"}}}}
                """);
        Path file =
                write(
                        "more.json",
                        """
                {"id": "x:more:1", "extends": "base.json", "variables": {"v": "1.1"}, "bundles": ["x:two:3", "x:three:1"],
                 "configurations": {"pid": {"b": true}}}
                """);
        Feature feature = Feature.read(file);
        assertThat(feature.id()).isEqualTo("x:more:1");
        assertThat(feature.bundles())
                .extracting(ArtifactId::fileName)
                .containsExactly("one-1.1.jar", "two-3.jar", "three-1.jar");
        assertThat(feature.plugins())
                .extracting(ArtifactId::fileName)
                .containsExactly("plug-1.jar");
        assertThat(feature.libraries())
                .extracting(ArtifactId::fileName)
                .containsExactly("lib-3-linux.jar");
        assertThat(feature.configurations().get("pid"))
                .containsEntry("a", "1.1")
                .containsEntry("b", true);
        assertThat(feature.frameworkProperties()).containsEntry("p", "q");
    }

    @Test
    void mistakesAreNamedWithTheirPlace() throws Exception {
        assertMistake("{\"id\": \"x:y:1\",\n \"bundles\": [1}", "line 2, column 15");
        assertMistake(
                "{\"id\": \"x:y:1\", \"bundles\": [\"x:y\"]}",
                "\"x:y\" is not of the form group:name:version");
        assertMistake("{\"id\": \"x:y:1\", \"bundles\": [\"x:y:${z}\"]}", "${z} is not defined");
        assertMistake("{\"id\": \"x:y:1\", \"id\": \"x:y:1\"}", "\"id\" is there twice");
        assertMistake(
                "{\"id\": \"x:y:1\", \"extends\": \"bad.json\"}", "descriptors extend each other");
        assertMistake("[".repeat(100), "nested deeper");
        assertMistake("{\"id\": 3}", "a text is missing");
        assertMistake("[]", "not valid");
    }

    private void assertMistake(String json, String message) throws IOException {
        Path file = write("bad.json", json);
        assertThatThrownBy(() -> Feature.read(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("bad.json")
                .hasMessageContaining(message);
    }

    @Test
    void jsonSurvivesWritingAndReading() {
        String text =
                "{\n  \"a\": [\n    1,\n    true,\n    null,\n    \"x\\\"\\\\\\u0007é\"\n  ],\n  \"b\": {},\n  \"c\": -2.5\n}";
        assertThat(Json.write(Json.parse("text", text))).isEqualTo(text);
    }

    @Test
    void exportsKeepEveryVersionAndNothingElse() {
        assertThat(
                        ExportHeader.clauses(
                                "a.b;c.d;uses:=\"x,y;z\";version=\"1.2\",e;x=1,a.b;version=0.9"))
                .containsExactly(
                        "a.b;version=\"1.2\"", "c.d;version=\"1.2\"", "e", "a.b;version=\"0.9\"");
    }
}
