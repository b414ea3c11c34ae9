package io.quorate.sources;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/**
 * What exported packages offer: for each its version, and a line for each type, method, constructor
 * and field that others can see.
 *
 * @param versions by package
 * @param lines by package
 */
record ApiDescription(Map<String, String> versions, Map<String, Set<String>> lines) {

    private static final Pattern PACKAGE = Pattern.compile("package (\\S+) (\\S+)");
    private static final Pattern VERSION = Pattern.compile("@Version\\(\"?([0-9.]+)\"?\\)");

    private static final Set<Tree.Kind> ALL_PUBLIC =
            Set.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

    /** That of the sources. */
    static ApiDescription ofSources() {
        ApiDescription api = new ApiDescription(new TreeMap<>(), new TreeMap<>());
        Map<Path, CompilationUnitTree> units = SourceTree.mainUnits();
        units.values().forEach(api::addVersion);
        units.values().forEach(api::addTypes);
        return api;
    }

    /** One that was written by {@link #text}. */
    static ApiDescription parse(String text) {
        ApiDescription api = new ApiDescription(new TreeMap<>(), new TreeMap<>());
        String current = null;
        for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
            Matcher header = PACKAGE.matcher(line);
            if (header.matches()) {
                current = header.group(1);
                api.versions.put(current, header.group(2));
                api.lines.put(current, new TreeSet<>());
            } else if (!line.isBlank()) {
                api.lines.get(current).add(line.strip());
            }
        }
        return api;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        versions.forEach(
                (name, version) -> {
                    text.append("\npackage ").append(name).append(' ').append(version).append('\n');
                    lines.get(name).forEach(line -> text.append("  ").append(line).append('\n'));
                });
        return text.toString();
    }

    private void addVersion(CompilationUnitTree unit) {
        if (unit.getPackage() == null) {
            return;
        }
        List<String> annotations =
                unit.getPackage().getAnnotations().stream().map(Object::toString).toList();
        if (annotations.stream().anyMatch(text -> text.startsWith("@Export"))) {
            String name = unit.getPackageName().toString();
            Matcher version = VERSION.matcher(String.join(" ", annotations));
            versions.put(name, version.find() ? version.group(1) : "none");
            lines.put(name, new TreeSet<>());
        }
    }

    private void addTypes(CompilationUnitTree unit) {
        Set<String> own =
                unit.getPackageName() == null ? null : lines.get(unit.getPackageName().toString());
        if (own != null) {
            for (Tree declared : unit.getTypeDecls()) {
                if (declared instanceof ClassTree type && isSeen(type.getModifiers(), false)) {
                    addType(type, "", own);
                }
            }
        }
    }

    private static void addType(ClassTree type, String outer, Set<String> own) {
        String name = outer + type.getSimpleName();
        List<String> above = new ArrayList<>();
        if (type.getExtendsClause() != null) {
            above.add(plain(type.getExtendsClause()));
        }
        type.getImplementsClause().forEach(one -> above.add(plain(one)));
        own.add(
                name
                        + ": "
                        + type.getKind().name().toLowerCase(Locale.ROOT)
                        + parameters(type)
                        + (above.isEmpty() ? "" : " of " + String.join(", ", above)));
        boolean open = ALL_PUBLIC.contains(type.getKind());
        for (Tree member : type.getMembers()) {
            if (member instanceof ClassTree inner && isSeen(inner.getModifiers(), open)) {
                addType(inner, name + '.', own);
            } else if (member instanceof MethodTree method && isSeen(method.getModifiers(), open)) {
                own.add(name + '.' + signature(method));
            } else if (member instanceof VariableTree field) {
                boolean component =
                        type.getKind() == Tree.Kind.RECORD
                                && !field.getModifiers().getFlags().contains(Modifier.STATIC);
                if (component || isSeen(field.getModifiers(), open)) {
                    own.add(name + '.' + field.getName() + ": " + plain(field.getType()));
                }
            }
        }
    }

    private static String parameters(ClassTree type) {
        return type.getTypeParameters().isEmpty() ? "" : plain(type.getTypeParameters());
    }

    private static String signature(MethodTree method) {
        String parameters =
                method.getParameters().stream()
                        .map(parameter -> plain(parameter.getType()))
                        .collect(Collectors.joining(", ", "(", ")"));
        String thrown = method.getThrows().isEmpty() ? "" : " throws " + plain(method.getThrows());
        // A method that implementations must have is not the same as one that they may have.
        boolean isDefault = method.getModifiers().getFlags().contains(Modifier.DEFAULT);
        return (method.getReturnType() == null ? "new" : method.getName())
                + parameters
                + (method.getReturnType() == null ? "" : ": " + plain(method.getReturnType()))
                + thrown
                + (isDefault ? " default" : "");
    }

    private static boolean isSeen(ModifiersTree modifiers, boolean open) {
        Set<Modifier> flags = modifiers.getFlags();
        boolean inside =
                modifiers.getAnnotations().stream()
                        .map(AnnotationTree::toString)
                        .anyMatch(text -> text.startsWith("@Override"));
        return !inside
                && (open
                        ? !flags.contains(Modifier.PRIVATE)
                        : flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED));
    }

    private static String plain(Collection<? extends Tree> trees) {
        return trees.stream().map(ApiDescription::plain).collect(Collectors.joining(", "));
    }

    /** As written, without annotations. */
    private static String plain(Tree tree) {
        return tree.toString()
                .replaceAll("@[A-Za-z.]+(?:\\(\\))?\\s*", "")
                .replaceAll("\\s+", " ")
                .replace(" [", "[")
                .strip();
    }
}
