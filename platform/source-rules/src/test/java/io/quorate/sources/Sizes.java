package io.quorate.sources;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;

/**
 * How large the main sources are: for each kind of number, what has it and how much it is. Things
 * are named with their module and not with their folder, so that a name outlives a move inside the
 * module.
 */
final class Sizes {

    /** What is counted, and what it may be at most unless {@code limits.txt} says more. */
    enum Kind {
        /** Java files of a package. */
        FILES(25),
        /** Instance fields of a class, or components of a record. */
        FIELDS(12),
        /** Parameters of a constructor that is written down; those of a record are its fields. */
        PARAMETERS(8),
        /** Lines of a file. */
        LINES(400);

        final int limit;

        Kind(int limit) {
            this.limit = limit;
        }

        /** As in {@code limits.txt}. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Kind, Map<String, Integer>> byKind = new EnumMap<>(Kind.class);

    private Sizes() {}

    static Sizes measure() {
        Sizes sizes = new Sizes();
        SourceTree.mainUnits().forEach(sizes::add);
        return sizes;
    }

    /** Number of everything of this kind, by name. */
    Map<String, Integer> of(Kind kind) {
        return byKind.getOrDefault(kind, Map.of());
    }

    private void add(Path file, CompilationUnitTree unit) {
        String module = SourceTree.module(file);
        if (unit.getPackageName() != null) {
            numbers(Kind.FILES).merge(module + ' ' + unit.getPackageName(), 1, Integer::sum);
        }
        String name = file.getFileName().toString().replace(".java", "");
        if (!name.endsWith("-info")) {
            numbers(Kind.LINES)
                    .put(module + ' ' + name, (int) SourceTree.text(file).lines().count());
        }
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String simple = type.getSimpleName().toString();
                String full = outer == null ? simple : outer + '.' + simple;
                measure(type, module + ' ' + full);
                return super.visitClass(type, full);
            }
        }.scan(unit, null);
    }

    private void measure(ClassTree type, String name) {
        int fields = 0;
        for (Tree member : type.getMembers()) {
            if (member instanceof VariableTree variable
                    && !variable.getModifiers().getFlags().contains(Modifier.STATIC)) {
                fields++;
            } else if (type.getKind() != Tree.Kind.RECORD
                    && member instanceof MethodTree method
                    && method.getReturnType() == null) {
                largest(Kind.PARAMETERS, name, method.getParameters().size());
            }
        }
        if (type.getKind() != Tree.Kind.ANNOTATION_TYPE) {
            largest(Kind.FIELDS, name, fields);
        }
    }

    private void largest(Kind kind, String name, int number) {
        numbers(kind).merge(name, number, Math::max);
    }

    private Map<String, Integer> numbers(Kind kind) {
        return byKind.computeIfAbsent(kind, k -> new TreeMap<>());
    }
}
