package io.quorate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A distribution's descriptor, in the shape of an OSGi Feature (compendium 8.1, chapter 159): which
 * libraries lie on the launcher's class path, which bundles and plugins are started, with which
 * framework properties and configurations.
 *
 * <p>{@code "extends": "other.json"} takes everything of the other file first; bundles of the same
 * group and name are replaced in place, others are added, properties and configurations are merged
 * key by key. {@code ${name}} stands for a variable.
 *
 * @param id group:name:version of the distribution
 * @param libraries the extension {@code class-path}
 * @param shellLibraries the extension {@code shell-path}: what the client shell needs besides
 * @param bundles always started; in the order of the file
 * @param plugins bundles with {@code "folder": "plugins"}; may be taken away, added to and replaced
 * @param onClassPath plugins with a {@code "package"}, that of their component, by artifact: they
 *     lie on the class path as well, see {@link ClassPathPlugins}
 * @param frameworkProperties the extension {@code framework-launching-properties}
 * @param configurations by PID; the server's own configuration wins over them
 */
record Feature(
        String id,
        List<ArtifactId> libraries,
        List<ArtifactId> shellLibraries,
        List<ArtifactId> bundles,
        List<ArtifactId> plugins,
        Map<ArtifactId, String> onClassPath,
        Map<String, String> frameworkProperties,
        Map<String, Map<String, Object>> configurations) {

    /** Longest chain of {@code extends}. */
    static final int MAX_ANCESTORS = 8;

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    static Feature read(Path file) throws StartFailure {
        try {
            return new Reader().read(file);
        } catch (IOException e) {
            throw new StartFailure("cannot read the descriptor " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new StartFailure(
                    "the descriptor " + file + " is not valid: " + e.getMessage(), e);
        }
    }

    private static final class Reader {
        private String id = "";
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final List<ArtifactId> libraries = new ArrayList<>();
        private final List<ArtifactId> shellLibraries = new ArrayList<>();
        private final List<ArtifactId> bundles = new ArrayList<>();
        private final List<ArtifactId> plugins = new ArrayList<>();
        private final Map<ArtifactId, String> onClassPath = new LinkedHashMap<>();
        private final Map<String, String> frameworkProperties = new LinkedHashMap<>();
        private final Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();

        Feature read(Path file) throws IOException {
            List<Map<?, ?>> chain = new ArrayList<>();
            for (Path next = file; next != null; ) {
                Map<?, ?> json =
                        (Map<?, ?>)
                                Json.parse(next.getFileName().toString(), Files.readString(next));
                chain.addFirst(json);
                if (chain.size() > MAX_ANCESTORS) {
                    throw new IllegalArgumentException(
                            "more than " + MAX_ANCESTORS + " descriptors extend each other");
                }
                Object parent = json.get("extends");
                next = parent == null ? null : next.resolveSibling((String) parent);
            }
            chain.forEach(
                    json ->
                            map(json.get("variables"))
                                    .forEach(
                                            (k, v) ->
                                                    variables.put((String) k, String.valueOf(v))));
            chain.forEach(this::take);
            return new Feature(
                    id,
                    libraries,
                    shellLibraries,
                    bundles,
                    plugins,
                    onClassPath,
                    frameworkProperties,
                    configurations);
        }

        private void take(Map<?, ?> json) {
            id = text(json.get("id"));
            for (Object bundle : list(json.get("bundles"))) {
                ArtifactId artifact = artifact(bundle);
                boolean plugin = bundle instanceof Map<?, ?> m && "plugins".equals(m.get("folder"));
                put(plugin ? plugins : bundles, artifact);
                onClassPath.keySet().removeIf(artifact::sameExceptVersion);
                if (plugin && ((Map<?, ?>) bundle).get("package") instanceof String name) {
                    onClassPath.put(artifact, name);
                }
            }
            Map<?, ?> extensions = map(json.get("extensions"));
            list(map(extensions.get("class-path")).get("artifacts"))
                    .forEach(a -> put(libraries, artifact(a)));
            list(map(extensions.get("shell-path")).get("artifacts"))
                    .forEach(a -> put(shellLibraries, artifact(a)));
            map(map(extensions.get("framework-launching-properties")).get("json"))
                    .forEach((k, v) -> frameworkProperties.put((String) k, text(v)));
            map(json.get("configurations"))
                    .forEach(
                            (pid, values) -> {
                                Map<String, Object> merged =
                                        configurations.computeIfAbsent(
                                                (String) pid, p -> new LinkedHashMap<>());
                                map(values)
                                        .forEach(
                                                (k, v) ->
                                                        merged.put(
                                                                (String) k,
                                                                v instanceof String s
                                                                        ? text(s)
                                                                        : v));
                            });
        }

        private ArtifactId artifact(Object json) {
            return ArtifactId.of(text(json instanceof Map<?, ?> m ? m.get("id") : json));
        }

        private static void put(List<ArtifactId> list, ArtifactId artifact) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).sameExceptVersion(artifact)) {
                    list.set(i, artifact);
                    return;
                }
            }
            list.add(artifact);
        }

        private String text(Object value) {
            if (!(value instanceof String text)) {
                throw new IllegalArgumentException("a text is missing where " + value + " stands");
            }
            Matcher matcher = VARIABLE.matcher(text);
            return matcher.replaceAll(
                    match -> {
                        String replacement = variables.get(match.group(1));
                        if (replacement == null) {
                            throw new IllegalArgumentException(
                                    "the variable ${" + match.group(1) + "} is not defined");
                        }
                        return Matcher.quoteReplacement(replacement);
                    });
        }

        private static Map<?, ?> map(Object json) {
            return json == null ? Map.of() : (Map<?, ?>) json;
        }

        private static List<?> list(Object json) {
            return json == null ? List.of() : (List<?>) json;
        }
    }
}
