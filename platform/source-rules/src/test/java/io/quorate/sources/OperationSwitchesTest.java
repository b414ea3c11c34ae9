package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/**
 * A new operation is not forgotten: whatever chooses by the code of an operation names every
 * constant of {@code OpCode}, or refuses those it does not name by throwing. A default that does
 * something else would take the new operation for one of the old ones without a word.
 */
class OperationSwitchesTest {

    private static final String CODES = "OpCode";

    /** From so many comparisons on, a condition is a switch in disguise. */
    private static final int COMPARISONS_LIKE_A_SWITCH = 3;

    private static final Set<String> CONSTANTS = constants();

    @Test
    void everySwitchNamesAllOperationsOrThrows() {
        List<String> faults = new ArrayList<>();
        int[] switches = {0};
        SourceTree.mainUnits()
                .forEach(
                        (file, unit) ->
                                new TreeScanner<Void, Void>() {
                                    @Override
                                    public Void visitSwitch(SwitchTree tree, Void none) {
                                        judge(tree.getExpression(), tree.getCases());
                                        return super.visitSwitch(tree, none);
                                    }

                                    @Override
                                    public Void visitSwitchExpression(
                                            SwitchExpressionTree tree, Void none) {
                                        judge(tree.getExpression(), tree.getCases());
                                        return super.visitSwitchExpression(tree, none);
                                    }

                                    private void judge(
                                            ExpressionTree chosenBy,
                                            List<? extends CaseTree> cases) {
                                        Set<String> named = named(cases, file);
                                        if (named.isEmpty()) {
                                            return;
                                        }
                                        switches[0]++;
                                        Set<String> forgotten = new TreeSet<>(CONSTANTS);
                                        forgotten.removeAll(named);
                                        if (!forgotten.isEmpty() && !otherwiseThrows(cases)) {
                                            faults.add(
                                                    SourceTree.name(file)
                                                            + ", switch "
                                                            + chosenBy
                                                            + " says nothing of "
                                                            + forgotten);
                                        }
                                    }
                                }.scan(unit, null));
        assertThat(faults).isEmpty();
        assertThat(switches[0]).as("switches over operation codes").isGreaterThan(10);
    }

    @Test
    void noConditionTakesThePlaceOfASwitch() {
        List<String> faults = new ArrayList<>();
        SourceTree.mainUnits()
                .forEach(
                        (file, unit) ->
                                new TreeScanner<Void, Void>() {
                                    @Override
                                    public Void visitBinary(BinaryTree tree, Void none) {
                                        if (compared(tree, file).size()
                                                >= COMPARISONS_LIKE_A_SWITCH) {
                                            faults.add(SourceTree.name(file) + ": " + tree);
                                            return null;
                                        }
                                        return super.visitBinary(tree, none);
                                    }
                                }.scan(unit, null));
        assertThat(faults).as("write a switch that names every operation").isEmpty();
    }

    /** The constants in the labels of {@code cases}. */
    private static Set<String> named(List<? extends CaseTree> cases, Path file) {
        Set<String> named = new LinkedHashSet<>();
        for (CaseTree one : cases) {
            for (Tree label : one.getLabels()) {
                if (label instanceof ConstantCaseLabelTree constant) {
                    String name = operation(constant.getConstantExpression(), file);
                    if (name != null) {
                        named.add(name);
                    }
                }
            }
        }
        return named;
    }

    private static boolean otherwiseThrows(List<? extends CaseTree> cases) {
        for (CaseTree one : cases) {
            if (one.getLabels().stream().anyMatch(label -> label instanceof DefaultCaseLabelTree)) {
                return one.getBody() instanceof ThrowTree;
            }
        }
        return false;
    }

    /** Constants compared anywhere below {@code tree}. */
    private static Set<String> compared(Tree tree, Path file) {
        Set<String> compared = new LinkedHashSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitBinary(BinaryTree binary, Void none) {
                if (binary.getKind() == Tree.Kind.EQUAL_TO
                        || binary.getKind() == Tree.Kind.NOT_EQUAL_TO) {
                    String right = operation(binary.getRightOperand(), file);
                    if (right != null) {
                        compared.add(right);
                    }
                }
                return super.visitBinary(binary, none);
            }
        }.scan(tree, null);
        return compared;
    }

    /** The constant of {@code OpCode} that an expression is, null for any other. */
    private static String operation(ExpressionTree expression, Path file) {
        if (expression instanceof MemberSelectTree select
                && select.getExpression().toString().equals(CODES)) {
            return select.getIdentifier().toString();
        }
        // Inside the class itself.
        return file.endsWith(CODES + ".java")
                        && expression instanceof IdentifierTree name
                        && CONSTANTS.contains(name.getName().toString())
                ? name.getName().toString()
                : null;
    }

    private static Set<String> constants() {
        Path file = file("bundles/model", CODES + ".java");
        Set<String> constants = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitVariable(VariableTree variable, Void none) {
                if (variable.getModifiers().getFlags().contains(Modifier.STATIC)
                        && variable.getType() instanceof PrimitiveTypeTree) {
                    constants.add(variable.getName().toString());
                }
                return super.visitVariable(variable, none);
            }
        }.scan(SourceTree.mainUnits().get(file), null);
        assertThat(constants).hasSizeGreaterThan(30);
        return constants;
    }

    private static Path file(String module, String name) {
        return SourceTree.mainJava().stream()
                .filter(file -> SourceTree.name(file).startsWith(module + "/"))
                .filter(file -> file.endsWith(name))
                .findFirst()
                .orElseThrow();
    }
}
