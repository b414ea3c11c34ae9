package io.quorate.testkit.module;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Finds plugins on the class path by what their component descriptions say, as a server does. */
final class PluginsOnClassPath {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private PluginsOnClassPath() {}

    /**
     * A new factory, made by its constructor without parameters.
     *
     * @param service what the plugin offers
     * @param property the service property that names it
     */
    static <T> T create(Class<T> service, String property, String name) {
        Set<String> others = new TreeSet<>();
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
                for (URI description : descriptions(manifest)) {
                    Element component = read(description);
                    String found = value(component, property);
                    if (found == null) {
                        continue;
                    }
                    if (!found.equals(name)) {
                        others.add(found);
                        continue;
                    }
                    String type =
                            ((Element) component.getElementsByTagName("implementation").item(0))
                                    .getAttribute("class");
                    return service.cast(
                            loader.loadClass(type).getDeclaredConstructor().newInstance());
                }
            }
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(name + " cannot be made", e);
        }
        throw new IllegalArgumentException(
                "no plugin on the class path has %s=%s; there are %s"
                        .formatted(property, name, others));
    }

    private static Set<URI> descriptions(URL manifest) throws IOException {
        Set<URI> descriptions = new TreeSet<>();
        String listed;
        try (InputStream in = manifest.openStream()) {
            listed = new Manifest(in).getMainAttributes().getValue("Service-Component");
        }
        if (listed != null) {
            String root = manifest.toString();
            for (String path : listed.split(",")) {
                descriptions.add(
                        URI.create(
                                root.substring(0, root.length() - MANIFEST.length())
                                        + path.strip()));
            }
        }
        return descriptions;
    }

    private static Element read(URI description) throws IOException {
        try (InputStream in = description.toURL().openStream()) {
            Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            return document.getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(description + " cannot be read", e);
        }
    }

    /** A property of a component; null if it has none of that name. */
    private static String value(Element component, String property) {
        NodeList properties = component.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            Element one = (Element) properties.item(i);
            if (one.getAttribute("name").equals(property)) {
                return one.getAttribute("value");
            }
        }
        return null;
    }
}
