package io.quorate.launcher;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A plugin of the tests as a bundle of its own: the classes of one package, whose imports are the
 * packages a plugin may see.
 *
 * @param service what it offers
 * @param implementation of it; its package is packed
 * @param property service property and value by which it is chosen
 * @param imports packages with their ranges of versions
 * @param keys its table of keys; null if it has none
 */
record ToyPlugin(
        Class<?> service,
        Class<?> implementation,
        Map.Entry<String, String> property,
        String imports,
        String keys) {

    void pack(Path jar) throws Exception {
        String name = implementation.getPackageName();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("OSGI-INF/toy.xml", component(name));
        if (keys != null) {
            texts.put("META-INF/quorate/keys.txt", keys);
        }
        String inside = name.replace('.', '/');
        Path classes =
                Path.of(implementation.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out, manifest(name));
                Stream<Path> files = Files.list(classes.resolve(inside))) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                to.putNextEntry(new JarEntry(text.getKey()));
                to.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
            for (Path file : files.toList()) {
                to.putNextEntry(new JarEntry(inside + "/" + file.getFileName()));
                Files.copy(file, to);
            }
        }
    }

    private Manifest manifest(String name) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", imports);
        main.putValue("Service-Component", "OSGI-INF/toy.xml");
        main.putValue(
                "Require-Capability",
                "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0))\"");
        return manifest;
    }

    /** A plugin with keys gets what is set as the properties of its constructor. */
    private String component(String name) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%s"%s>
          <property name="%s" type="String" value="%s"/>
          <service><provide interface="%s"/></service>
          <implementation class="%s"/>
        </scr:component>
        """
                .formatted(
                        name,
                        keys == null ? "" : " init=\"1\"",
                        property.getKey(),
                        property.getValue(),
                        service.getName(),
                        implementation.getName());
    }
}
