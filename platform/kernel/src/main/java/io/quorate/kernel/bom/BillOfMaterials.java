package io.quorate.kernel.bom;

import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bill of materials as CycloneDX 1.6 has it in JSON: every jar of a distribution with its
 * coordinates, checksum and licence. The same distribution gives the same bill.
 */
public final class BillOfMaterials {

    private static final String OWN_LICENCE = "Apache-2.0";

    private BillOfMaterials() {}

    /**
     * The bill of a distribution.
     *
     * @param distribution group, name and version with colons between them; components of this
     *     group are its own
     * @return JSON in maps, lists, strings and numbers
     * @throws IllegalArgumentException if no licence is known of a component
     */
    public static Map<String, Object> of(
            String distribution, List<Component> components, Licences licences) throws IOException {
        String[] names = distribution.split(":");
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("type", "application");
        whole.put("bom-ref", distribution);
        whole.put("group", names[0]);
        whole.put("name", names[1]);
        whole.put("version", names[2]);
        whole.put("licenses", licence(OWN_LICENCE));
        List<Object> parts = new ArrayList<>();
        for (Component component : components) {
            parts.add(
                    part(
                            component,
                            component.group().equals(names[0])
                                    ? OWN_LICENCE
                                    : licences.of(component.name()).expression()));
        }
        Map<String, Object> bill = new LinkedHashMap<>();
        bill.put("bomFormat", "CycloneDX");
        bill.put("specVersion", "1.6");
        bill.put("version", 1L);
        bill.put("metadata", Map.of("component", whole));
        bill.put("components", parts);
        return bill;
    }

    private static Map<String, Object> part(Component component, String licence)
            throws IOException {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "library");
        part.put("bom-ref", component.packageUrl());
        part.put("group", component.group());
        part.put("name", component.name());
        part.put("version", component.version());
        Map<String, Object> hash = new LinkedHashMap<>();
        hash.put("alg", "SHA-256");
        hash.put("content", sha256(Files.readAllBytes(component.jar())));
        part.put("hashes", List.of(hash));
        part.put("licenses", licence(licence));
        part.put("purl", component.packageUrl());
        return part;
    }

    /** One licence is named by its id, a choice of several as an expression. */
    private static List<Object> licence(String expression) {
        return List.of(
                expression.contains(" ")
                        ? Map.of("expression", expression)
                        : Map.of("license", Map.of("id", expression)));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
