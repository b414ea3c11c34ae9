package io.quorate.testkit.matrix;

import io.quorate.testkit.module.AssemblyNames;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Obeys {@link Requires}. */
final class RequirementCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Requires requires =
                context.getElement()
                        .map(element -> element.getAnnotation(Requires.class))
                        .orElse(null);
        if (requires != null) {
            AssemblyNames chosen = AssemblyNames.chosen();
            for (Requirement requirement : requires.value()) {
                if (!requirement.isMetBy(chosen)) {
                    return ConditionEvaluationResult.disabled(requirement.refusal(chosen));
                }
            }
        }
        return ConditionEvaluationResult.enabled("the assembly has what is needed");
    }
}
