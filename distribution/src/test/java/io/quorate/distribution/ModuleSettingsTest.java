package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.config.ConfigurationException;
import io.quorate.config.ConfigurationFile;
import io.quorate.config.PluginSettingsReader;
import io.quorate.config.PluginTable;
import io.quorate.config.ServerConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the table of keys gives to a module is what the module's component declares, name by name.
 */
class ModuleSettingsTest {

    /**
     * Declared without a default or with an empty one, so that the component's description does not
     * list them.
     */
    private static final Set<String> WITHOUT_DEFAULT =
            Set.of("dataDir", "dataLogDir", "enforceAuthSchemes");

    private static final Set<String> OF_THE_SERVICE =
            Set.of("auth.scheme", "consensus.protocol", "election.algorithm", "storage.engine");

    /** Given to a member of an ensemble only. */
    private static final Set<String> IN_ENSEMBLES =
            Set.of(
                    "membership",
                    "membershipProposed",
                    "configurationFile",
                    "initLimitTicks",
                    "syncLimitTicks");

    @Test
    void everyModuleGetsWhatItDeclares() throws IOException, ConfigurationException {
        Map<String, Set<String>> declared = declared();
        Map<String, String> smallest =
                new HashMap<>(
                        Map.of(
                                "dataDir",
                                "/data",
                                "clientPort",
                                "2181",
                                "enforce.auth.schemes",
                                "digest",
                                "secureClientPort",
                                "2281",
                                "secureClientPortAddress",
                                "localhost",
                                "ssl.enabledProtocols",
                                "TLSv1.3",
                                "ssl.ciphersuites",
                                "TLS_AES_128_GCM_SHA256"));
        for (String store : List.of("ssl.keyStore.", "ssl.trustStore.")) {
            for (String key : List.of("location", "password", "passwordPath", "type")) {
                smallest.put(store + key, "set");
            }
        }
        ServerConfiguration.from(ConfigurationFile.of("test", smallest), Map.of(), List.of())
                .configurations()
                .forEach(
                        (pid, settings) -> {
                            if (settings.isEmpty()) {
                                return; // a plugin's, from its own table
                            }
                            assertThat(declared)
                                    .as("components with a configuration")
                                    .containsKey(pid);
                            Set<String> given = new HashSet<>(settings.keySet());
                            given.removeIf(
                                    name ->
                                            name.endsWith(".target")
                                                    || WITHOUT_DEFAULT.contains(name));
                            Set<String> wanted = new HashSet<>(declared.get(pid));
                            wanted.removeAll(WITHOUT_DEFAULT);
                            wanted.removeAll(IN_ENSEMBLES);
                            wanted.removeIf(name -> name.endsWith(".target"));
                            assertThat(given)
                                    .as("settings of %s", pid)
                                    .containsExactlyInAnyOrderElementsOf(wanted);
                        });
    }

    /** The same of plugins and the tables they bring. */
    @Test
    void everyPluginGetsWhatItDeclares() throws IOException, ConfigurationException {
        PluginSettingsReader reader =
                new PluginSettingsReader(
                        ConfigurationFile.of(
                                "test",
                                Map.of("DigestAuthenticationProvider.superDigest", "super:x=")),
                        Map.of());
        Set<String> plugins = new HashSet<>();
        for (Path jar : Distribution.ownJars()) {
            PluginTable table = table(jar);
            if (table != null) {
                plugins.add(Distribution.symbolicName(jar));
                Set<String> declared = new HashSet<>();
                declared(jar).values().forEach(declared::addAll);
                assertThat(reader.read(table).properties().keySet())
                        .as("%s", table)
                        .containsExactlyInAnyOrderElementsOf(declared);
            }
        }
        assertThat(plugins)
                .contains(
                        "io.quorate.auth.digest",
                        "io.quorate.consensus.zab",
                        "io.quorate.consensus.multipaxos",
                        "io.quorate.election.fast",
                        "io.quorate.election.basic",
                        "io.quorate.storage.filelog");
    }

    private static PluginTable table(Path jar) throws IOException, ConfigurationException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry entry = file.getJarEntry(PluginTable.ENTRY);
            return entry == null
                    ? null
                    : PluginTable.read(
                            jar.getFileName().toString(),
                            file.getInputStream(entry).readAllBytes());
        }
    }

    /** What the table hands to the cores of ensembles somebody looks up by its name. */
    @Test
    void everyOptionOfEnsemblesIsLookedUp() throws IOException {
        Set<String> options = new HashSet<>();
        try (InputStream table = ServerConfiguration.class.getResourceAsStream("keys.txt")) {
            new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains(" | ensemble | "))
                    .forEach(line -> options.add(line.substring(0, line.indexOf(' '))));
        }
        assertThat(options).isNotEmpty();
        for (Path jar : Distribution.ownJars()) {
            if (jar.getFileName().toString().startsWith("config-")) {
                continue;
            }
            try (JarFile file = new JarFile(jar.toFile())) {
                for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
                    JarEntry entry = all.nextElement();
                    if (entry.getName().endsWith(".class")) {
                        try (InputStream bytes = file.getInputStream(entry)) {
                            String constants =
                                    new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
                            options.removeIf(constants::contains);
                        }
                    }
                }
            }
        }
        assertThat(options).as("options that no class looks up").isEmpty();
    }

    /**
     * Names of the properties in the component descriptions, by configuration PID; properties of
     * the service itself left out.
     */
    private static Map<String, Set<String>> declared() throws IOException {
        Map<String, Set<String>> declared = new HashMap<>();
        for (Path jar : Distribution.ownJars()) {
            declared.putAll(declared(jar));
        }
        return declared;
    }

    private static Map<String, Set<String>> declared(Path jar) throws IOException {
        Map<String, Set<String>> declared = new HashMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (entry.getName().startsWith("OSGI-INF/") && entry.getName().endsWith(".xml")) {
                    Element component = parse(file.getInputStream(entry));
                    declared.computeIfAbsent(
                                    component.getAttribute("configuration-pid"),
                                    pid -> new HashSet<>())
                            .addAll(properties(component));
                }
            }
        }
        return declared;
    }

    private static Set<String> properties(Element component) {
        Set<String> names = new HashSet<>();
        NodeList properties = component.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            String name = ((Element) properties.item(i)).getAttribute("name");
            if (!OF_THE_SERVICE.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Element parse(InputStream xml) throws IOException {
        try (xml) {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(xml)
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }
}
