package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.kernel.bom.Licences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shipped, what the bill of materials lists, and the licences of others are one thing. */
class BillOfMaterialsTest {

    private static final Path LICENCES = Distribution.HOME.resolve("licenses");
    private static final Path PAGE = LICENCES.resolve("THIRD-PARTY.md");

    /** Declares no licence in its jar. */
    private static final String SILENT = "picocli";

    /** How the manifests of jars write the licences that SPDX gives an id. */
    private static final Map<String, String> IN_MANIFESTS =
            Map.of(
                    "Apache-2.0", "apache.*2\\.0",
                    "EPL-2.0", "epl-v20",
                    "LGPL-2.1-only", "lgpl-2\\.1",
                    "MIT", "license/mit",
                    "BSD-3-Clause", "bsd-3-clause");

    @Test
    void theBillListsEveryJarThatIsShipped() throws Exception {
        Map<String, String> shipped = new TreeMap<>();
        for (Path jar : jars()) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            shipped.put(jar.getFileName().toString(), HexFormat.of().formatHex(sum));
        }
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode component : components()) {
            assertThat(component.at("/hashes/0/alg").asText()).isEqualTo("SHA-256");
            listed.put(fileName(component), component.at("/hashes/0/content").asText());
        }
        assertThat(listed).isNotEmpty().isEqualTo(shipped);
    }

    @Test
    void everyJarOfOthersHasTheTextOfItsLicence() throws Exception {
        Licences licences = Licences.read(PAGE);
        TreeSet<Path> used = new TreeSet<>();
        List<Licences.Row> idle = new ArrayList<>(licences.rows());
        for (JsonNode component : thirdParty()) {
            Licences.Row row = licences.of(component.get("name").asText());
            Path text = LICENCES.resolve(row.file()).normalize();
            assertThat(text).isNotEmptyFile();
            used.add(text);
            idle.remove(row);
        }
        assertThat(idle).as("rows without a jar").isEmpty();
        try (Stream<Path> texts = Files.list(LICENCES)) {
            assertThat(texts.filter(text -> !text.equals(PAGE)))
                    .as("texts that no row names")
                    .isSubsetOf(used);
        }
    }

    /** A new version may come under another licence. */
    @Test
    void theBillNamesTheLicenceThatTheJarDeclares() throws Exception {
        Map<String, Path> jars = new TreeMap<>();
        jars().forEach(jar -> jars.put(jar.getFileName().toString(), jar));
        for (JsonNode component : thirdParty()) {
            String declared =
                    Distribution.manifest(jars.get(fileName(component)))
                            .getMainAttributes()
                            .getValue("Bundle-License");
            if (component.get("name").asText().equals(SILENT)) {
                assertThat(declared).as(SILENT).isNull();
                continue;
            }
            JsonNode licence = component.at("/licenses/0");
            String named =
                    licence.has("expression")
                            ? licence.get("expression").asText()
                            : licence.at("/license/id").asText();
            for (String id : named.split(" OR ")) {
                assertThat(declared.toLowerCase(Locale.ROOT))
                        .as("%s of %s", id, fileName(component))
                        .containsPattern(IN_MANIFESTS.get(id));
            }
        }
    }

    private static List<JsonNode> thirdParty() throws IOException {
        List<JsonNode> others = components();
        others.removeIf(component -> component.get("group").asText().equals("io.quorate"));
        assertThat(others).isNotEmpty();
        return others;
    }

    private static List<JsonNode> components() throws IOException {
        try (Stream<Path> files = Files.list(Distribution.HOME.getParent())) {
            List<Path> bills = files.filter(file -> file.toString().endsWith(".cdx.json")).toList();
            assertThat(bills).hasSize(1);
            List<JsonNode> components = new ArrayList<>();
            new ObjectMapper()
                    .readTree(bills.getFirst().toFile())
                    .get("components")
                    .forEach(components::add);
            return components;
        }
    }

    /** The name of the jar, from the package URL. */
    private static String fileName(JsonNode component) {
        String url = component.get("purl").asText();
        String classifier =
                url.contains("?classifier=")
                        ? "-" + url.replaceFirst(".*\\?classifier=([^&]*).*", "$1")
                        : "";
        return component.get("name").asText()
                + "-"
                + component.get("version").asText()
                + classifier
                + ".jar";
    }

    /** Plugins on the class path lie there a second time. */
    private static List<Path> jars() throws IOException {
        try (Stream<Path> all = Files.walk(Distribution.HOME)) {
            return all.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
