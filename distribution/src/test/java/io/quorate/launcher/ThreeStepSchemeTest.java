package io.quorate.launcher;

import io.quorate.auth.AuthScheme;
import io.quorate.testkit.AuthSchemeContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.example.quorate.steps.ThreeStepScheme;

/** A scheme that takes several packets and its time keeps the contract. */
class ThreeStepSchemeTest extends AuthSchemeContract {

    private final AuthScheme scheme = new ThreeStepScheme();

    @Override
    protected AuthScheme scheme() {
        return scheme;
    }

    @Override
    protected List<byte[]> earlierSteps() {
        return List.of(
                "ann".getBytes(StandardCharsets.UTF_8), "secret".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected byte[] goodCredentials() {
        return "123456".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected List<String> validIds() {
        return List.of("ann", "Bob");
    }

    @Override
    protected List<String> invalidIds() {
        return List.of("", "a b", "7");
    }
}
