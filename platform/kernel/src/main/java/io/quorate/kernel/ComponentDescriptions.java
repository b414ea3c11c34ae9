package io.quorate.kernel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads descriptions of components as far as the kernel needs them before a bundle starts. */
final class ComponentDescriptions extends DefaultHandler {

    private static final String NO_TYPES = "http://apache.org/xml/features/disallow-doctype-decl";

    private final List<ComponentSketch> found = new ArrayList<>();
    private String name;
    private List<String> pids;
    private String implementation;
    private Map<String, String> properties;

    private ComponentDescriptions() {}

    /**
     * Components in the order of the text.
     *
     * @throws IOException with the reason, if this is no such text
     */
    static List<ComponentSketch> read(byte[] xml) throws IOException {
        ComponentDescriptions handler = new ComponentDescriptions();
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setFeature(NO_TYPES, true);
            factory.newSAXParser().parse(new ByteArrayInputStream(xml), handler);
        } catch (SAXException e) {
            throw new IOException(e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the parser of the JDK refuses document types", e);
        }
        return handler.found;
    }

    @Override
    public void startElement(String uri, String local, String qualified, Attributes attributes) {
        switch (qualified.substring(qualified.indexOf(':') + 1)) {
            case "component" -> {
                String given = attributes.getValue("name");
                name = given == null ? "" : given;
                String configured = attributes.getValue("configuration-pid");
                pids = List.of((configured == null ? name : configured).strip().split("\\s+"));
                implementation = "";
                properties = new HashMap<>();
            }
            case "implementation" -> {
                String given = attributes.getValue("class");
                implementation = given == null ? "" : given;
            }
            case "property" -> {
                if (properties != null && attributes.getValue("value") != null) {
                    properties.put(attributes.getValue("name"), attributes.getValue("value"));
                }
            }
            default -> {
                // of no interest here
            }
        }
    }

    @Override
    public void endElement(String uri, String local, String qualified) {
        if (properties != null && qualified.endsWith("component")) {
            List<String> own = pids.stream().map(pid -> pid.equals("$") ? name : pid).toList();
            found.add(new ComponentSketch(name, own, implementation, Map.copyOf(properties)));
            properties = null;
        }
    }
}
