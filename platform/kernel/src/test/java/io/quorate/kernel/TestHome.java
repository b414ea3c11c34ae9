package io.quorate.kernel;

import io.quorate.config.PluginTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds a small distribution with bundles made of the sample classes. */
final class TestHome {

    static final String ENGINE_PID = "sample.engine";
    static final String CONSUMER_PID = "sample.consumer";

    final Path folder;
    private final List<Object> bundles = new ArrayList<>();
    private final Map<String, Object> configurations = new HashMap<>();

    /** In every plugin jar that is written from now on; null for none. */
    private String table;

    TestHome(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("bundles"));
        Files.createDirectories(folder.resolve("plugins"));
    }

    /** A plugin jar whose component offers {@code engine=name}. */
    TestHome engine(String file, String bsn, String version, String name) throws IOException {
        String xml =
                """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s" configuration-policy="require" activate="activate"
                    configuration-pid="%s">
                  <property name="engine" value="%s"/>
                  <property name="engine.version" value="%s"/>
                  <service><provide interface="java.util.function.Supplier"/></service>
                  <implementation class="io.quorate.kernel.sample.Engine"/>
                </scr:component>
                """
                        .formatted(bsn, ENGINE_PID, name, version);
        return plugin(file, bsn, version, Map.of(), xml, "Engine");
    }

    /** The distribution has a configuration for a component. */
    TestHome configured(String pid, Map<String, Object> settings) {
        configurations.put(pid, settings);
        return this;
    }

    /** From now on plugin jars have this row in their table of keys. */
    TestHome key(String row) {
        table = row == null ? null : "## Keys\n" + row + "\n";
        return this;
    }

    /** A plugin jar with these headers, a component if {@code xml} is there, and sample classes. */
    TestHome plugin(
            String file,
            String bsn,
            String version,
            Map<String, String> headers,
            String xml,
            String... classes)
            throws IOException {
        Path hidden = folder.resolve("plugins/." + file);
        jar(hidden, bsn, version, headers, xml, classes);
        Files.move(
                hidden,
                folder.resolve("plugins").resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    /** A plugin jar whose only content is an activator of the samples. */
    TestHome activator(String file, String bsn, String activator) throws IOException {
        return plugin(
                file,
                bsn,
                "1.0.0",
                Map.of(
                        "Bundle-Activator",
                        "io.quorate.kernel.sample." + activator,
                        "Import-Package",
                        "org.osgi.framework"),
                null,
                activator);
    }

    /** A plugin jar of the same name that no framework can resolve. */
    TestHome unresolvable(String file, String bsn, String version) throws IOException {
        return plugin(file, bsn, version, Map.of("Import-Package", "org.example.absent"), null);
    }

    /** The bundle whose component wants one engine; {@code policy} is static or dynamic. */
    TestHome consumer(String policy) throws IOException {
        String xml =
                """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="consumer" configuration-policy="require" immediate="true"
                    configuration-pid="%s">
                  <reference name="engine" interface="java.util.function.Supplier" bind="bind" unbind="unbind" policy="%s" policy-option="%s"/>
                  <service><provide interface="java.util.concurrent.Callable"/></service>
                  <implementation class="io.quorate.kernel.sample.Consumer"/>
                </scr:component>
                """
                        .formatted(
                                CONSUMER_PID,
                                policy,
                                policy.equals("static") ? "reluctant" : "greedy");
        jar(
                folder.resolve("bundles/consumer-1.0.0.jar"),
                "consumer",
                "1.0.0",
                Map.of(),
                xml,
                "Consumer");
        bundles.add(Map.of("id", "test:consumer:1.0.0"));
        return this;
    }

    TestHome bundle(String name, String imports) throws IOException {
        jar(
                folder.resolve("bundles/" + name + "-1.0.0.jar"),
                name,
                "1.0.0",
                Map.of("Import-Package", imports),
                null);
        return named(name);
    }

    TestHome named(String name) {
        bundles.add(Map.of("id", "test:" + name + ":1.0.0"));
        return this;
    }

    Kernel start(PluginSelection choice, Map<String, Map<String, Object>> configurations)
            throws StartFailure, IOException {
        return start(List.of(choice), configurations, PluginSettings.NONE);
    }

    Kernel start(
            List<PluginSelection> choices,
            Map<String, Map<String, Object>> configurations,
            PluginSettings pluginSettings)
            throws StartFailure, IOException {
        Files.writeString(
                folder.resolve(Kernel.DESCRIPTOR),
                Json.write(
                        Map.of(
                                "id",
                                "test:home:1",
                                "bundles",
                                bundles,
                                "configurations",
                                this.configurations)));
        return Kernel.start(
                folder,
                folder.resolve("plugins"),
                () -> new ServerSetup(choices, configurations, pluginSettings));
    }

    private void jar(
            Path file,
            String bsn,
            String version,
            Map<String, String> headers,
            String xml,
            String... classes)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", bsn);
        main.putValue("Bundle-Version", version);
        headers.forEach(main::putValue);
        if (xml != null) {
            main.putValue("Service-Component", "OSGI-INF/component.xml");
            main.putValue(
                    "Require-Capability",
                    "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\"");
        }
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            if (xml != null) {
                jar.putNextEntry(new JarEntry("OSGI-INF/component.xml"));
                jar.write(xml.getBytes(StandardCharsets.UTF_8));
            }
            if (table != null && file.getFileName().toString().startsWith(".")) {
                jar.putNextEntry(new JarEntry(PluginTable.ENTRY));
                jar.write(table.getBytes(StandardCharsets.UTF_8));
            }
            for (String name : classes) {
                String path = "io/quorate/kernel/sample/" + name + ".class";
                jar.putNextEntry(new JarEntry(path));
                try (InputStream in = TestHome.class.getClassLoader().getResourceAsStream(path)) {
                    in.transferTo(jar);
                }
            }
        }
    }
}
