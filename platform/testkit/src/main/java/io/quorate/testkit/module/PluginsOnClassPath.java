package io.quorate.testkit.module;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import io.quorate.storage.StorageFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Finds plugins by what their component descriptions say, as a server does, wherever a class loader
 * sees them.
 */
public final class PluginsOnClassPath {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String STORAGE_ENGINE = "storage.engine";

    private final ClassLoader loader;

    /** What this loader sees. */
    public PluginsOnClassPath(ClassLoader loader) {
        this.loader = loader;
    }

    static PluginsOnClassPath ofThread() {
        return new PluginsOnClassPath(Thread.currentThread().getContextClassLoader());
    }

    /** The plugins of these names; new factories at each call. */
    Assembly assembly(AssemblyNames names) {
        return new Assembly(
                create(ConsensusFactory.class, ConsensusFactory.PROTOCOL, names.consensus()),
                names.election() == null
                        ? null
                        : create(
                                ElectionFactory.class, ElectionFactory.ALGORITHM, names.election()),
                names.storage() == null
                        ? null
                        : create(StorageFactory.class, STORAGE_ENGINE, names.storage()));
    }

    /** Every assembly of an ensemble that can be made of what there is, in the order of names. */
    public List<AssemblyNames> ensembles() {
        List<AssemblyNames> all = new ArrayList<>();
        for (String consensus : classes(ConsensusFactory.PROTOCOL).keySet()) {
            ConsensusFactory factory =
                    create(ConsensusFactory.class, ConsensusFactory.PROTOCOL, consensus);
            if (!factory.needsPeers() || !factory.needsElection()) {
                continue;
            }
            for (String election : classes(ElectionFactory.ALGORITHM).keySet()) {
                for (String storage : classes(STORAGE_ENGINE).keySet()) {
                    all.add(new AssemblyNames(consensus, election, storage));
                }
            }
        }
        return all;
    }

    /**
     * A new factory, made by its constructor without parameters.
     *
     * @param service what the plugin offers
     * @param property the service property that names it
     */
    private <T> T create(Class<T> service, String property, String name) {
        Map<String, String> offered = classes(property);
        String type = offered.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "no plugin on the class path has %s=%s; there are %s"
                            .formatted(property, name, offered.keySet()));
        }
        try {
            return service.cast(loader.loadClass(type).getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " cannot be made", e);
        }
    }

    /** Classes by the name that this property gives them. */
    private Map<String, String> classes(String property) {
        Map<String, String> classes = new TreeMap<>();
        try {
            for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
                for (URI description : descriptions(manifest)) {
                    Element component = read(description);
                    String name = value(component, property);
                    if (name != null) {
                        classes.putIfAbsent(
                                name,
                                ((Element) component.getElementsByTagName("implementation").item(0))
                                        .getAttribute("class"));
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the plugins cannot be read", e);
        }
        return classes;
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
