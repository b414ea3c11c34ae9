package io.quorate.kernel;

import io.quorate.kernel.bom.BillOfMaterials;
import io.quorate.kernel.bom.Component;
import io.quorate.kernel.bom.Licences;
import io.quorate.kernel.switches.LinkedJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Lays a distribution out from its descriptor: {@code lib/ bundles/ plugins/} and the flattened
 * descriptor {@link Kernel#DESCRIPTOR}, in which the packages of the libraries are listed as
 * exports of the framework; and the bill of materials beside it. Pattern switches of our own jars
 * are linked on the way. The same input gives the same output, byte for byte.
 */
public final class Assembly {

    /** Whose jars may be changed: those of others are shipped as they were published. */
    private static final String OWN_GROUP = "io.quorate";

    private Assembly() {}

    /**
     * Run by the build.
     *
     * @param arguments descriptor, folder with all jars, folder of the distribution, and the file
     *     for its bill of materials
     */
    public static void main(String... arguments) {
        try {
            Path home = Path.of(arguments[2]);
            assemble(Path.of(arguments[0]), Path.of(arguments[1]), home);
            list(home, Path.of(arguments[3]));
        } catch (StartFailure | IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static void assemble(Path descriptor, Path jars, Path home) throws StartFailure, IOException {
        Feature feature = Feature.read(descriptor);
        List<Path> libraries;
        try (LinkedJars linked = new LinkedJars(Kernel.jarsIn(jars))) {
            Jars from = new Jars(jars, linked);
            libraries = copy(feature.libraries(), from, home.resolve("lib"));
            copy(feature.shellLibraries(), from, home.resolve("lib").resolve("shell"));
            copy(feature.bundles(), from, home.resolve("bundles"));
            copy(feature.plugins(), from, home.resolve("plugins"));
            copy(
                    List.copyOf(feature.onClassPath().keySet()),
                    from,
                    home.resolve(ClassPathPlugins.FOLDER));
        }
        Files.writeString(
                home.resolve(Kernel.DESCRIPTOR),
                Json.write(flat(feature, exports(libraries))) + "\n");
    }

    /** Writes the bill of materials of a distribution that has been laid out. */
    private static void list(Path home, Path bill) throws StartFailure, IOException {
        Feature feature = Feature.read(home.resolve(Kernel.DESCRIPTOR));
        List<Component> components = new ArrayList<>();
        add(feature.libraries(), home.resolve("lib"), components);
        add(feature.shellLibraries(), home.resolve("lib").resolve("shell"), components);
        add(feature.bundles(), home.resolve("bundles"), components);
        add(feature.plugins(), home.resolve("plugins"), components);
        Licences licences = Licences.read(home.resolve("licenses").resolve("THIRD-PARTY.md"));
        Files.writeString(
                bill, Json.write(BillOfMaterials.of(feature.id(), components, licences)) + "\n");
    }

    private static void add(List<ArtifactId> artifacts, Path folder, List<Component> components) {
        for (ArtifactId artifact : artifacts) {
            components.add(
                    new Component(
                            artifact.group(),
                            artifact.name(),
                            artifact.classifier(),
                            artifact.version(),
                            folder.resolve(artifact.fileName())));
        }
    }

    private static List<Path> copy(List<ArtifactId> artifacts, Jars jars, Path folder)
            throws StartFailure, IOException {
        Files.createDirectories(folder);
        for (Path old : Kernel.jarsIn(folder)) {
            Files.delete(old);
        }
        List<Path> copies = new ArrayList<>();
        for (ArtifactId artifact : artifacts) {
            Path jar = jars.folder().resolve(artifact.fileName());
            if (!Files.exists(jar)) {
                throw new StartFailure(
                        "the descriptor names "
                                + artifact.fileName()
                                + ", which is not among the jars of the build");
            }
            Path copy = folder.resolve(artifact.fileName());
            copies.add(
                    artifact.group().equals(OWN_GROUP)
                            ? jars.linked().copy(jar, copy)
                            : Files.copy(jar, copy));
        }
        return copies;
    }

    /** Where jars are taken from, and what links the pattern switches of our own. */
    private record Jars(Path folder, LinkedJars linked) {}

    private static String exports(List<Path> libraries) throws IOException {
        TreeSet<String> clauses = new TreeSet<>();
        for (Path library : libraries) {
            try (JarFile jar = new JarFile(library.toFile())) {
                Manifest manifest = jar.getManifest();
                String header =
                        manifest == null
                                ? null
                                : manifest.getMainAttributes().getValue("Export-Package");
                if (header != null) {
                    clauses.addAll(ExportHeader.clauses(header));
                }
            }
        }
        return String.join(",", clauses);
    }

    private static Map<String, Object> flat(Feature feature, String exports) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("feature-resource-version", "1.0");
        json.put("id", feature.id());
        List<Object> bundles = new ArrayList<>();
        feature.bundles().forEach(b -> bundles.add(Map.of("id", b.toString())));
        feature.plugins().forEach(b -> bundles.add(plugin(b, feature.onClassPath().get(b))));
        json.put("bundles", bundles);
        json.put("configurations", feature.configurations());
        Map<String, String> properties = new LinkedHashMap<>(feature.frameworkProperties());
        properties.merge(
                "org.osgi.framework.system.packages.extra",
                exports,
                (own, found) -> own + "," + found);
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("class-path", artifacts(feature.libraries()));
        extensions.put("shell-path", artifacts(feature.shellLibraries()));
        Map<String, Object> launching = new LinkedHashMap<>();
        launching.put("kind", "mandatory");
        launching.put("type", "json");
        launching.put("json", properties);
        extensions.put("framework-launching-properties", launching);
        json.put("extensions", extensions);
        return json;
    }

    private static Map<String, String> plugin(ArtifactId id, String copy) {
        Map<String, String> json = new TreeMap<>(Map.of("id", id.toString(), "folder", "plugins"));
        if (copy != null) {
            json.put("package", copy);
        }
        return json;
    }

    private static Map<String, Object> artifacts(List<ArtifactId> ids) {
        Map<String, Object> extension = new LinkedHashMap<>();
        extension.put("kind", "mandatory");
        extension.put("type", "artifacts");
        extension.put("artifacts", ids.stream().map(ArtifactId::toString).toList());
        return extension;
    }
}
