package io.quorate.replica;

import io.quorate.auth.AuthCapability;
import io.quorate.auth.AuthCompletion;
import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A scheme that does with packets and connections what the test says, and writes down what it is
 * asked. Its completions are kept for the test to complete.
 */
final class ScriptedScheme implements AuthScheme {

    final List<String> asked = new ArrayList<>();
    final List<AuthCompletion> owed = new ArrayList<>();
    final List<AuthConnection> seen = new ArrayList<>();

    /** What is done with a packet; keeps the completion if nothing else is said. */
    BiConsumer<String, AuthCompletion> onPacket = (packet, completion) -> owed.add(completion);

    /** What is done with a new connection. */
    BiConsumer<String, AuthCompletion> onConnection = (packet, completion) -> owed.add(completion);

    /** Paths where its entries allow what they say. */
    Predicate<String> allowed = path -> true;

    private final String name;
    private final Set<AuthCapability> capabilities;
    private int exchanges;

    ScriptedScheme(String name, AuthCapability... capabilities) {
        this.name = name;
        this.capabilities = Set.of(capabilities);
    }

    Identity identity(String id) {
        return new Identity(name, id);
    }

    @Override
    public String scheme() {
        return name;
    }

    @Override
    public Set<AuthCapability> capabilities() {
        return capabilities;
    }

    @Override
    public void connected(AuthConnection connection, AuthCompletion completion) {
        asked.add("connected");
        seen.add(connection);
        onConnection.accept("", completion);
    }

    @Override
    public AuthExchange begin(AuthConnection connection) {
        int number = ++exchanges;
        seen.add(connection);
        return new AuthExchange() {
            @Override
            public void step(byte[] credentials, AuthCompletion completion) {
                String packet = new String(credentials, StandardCharsets.UTF_8);
                asked.add(number + " " + packet);
                onPacket.accept(packet, completion);
            }

            @Override
            public void close() {
                asked.add(number + " closed");
            }
        };
    }

    @Override
    public boolean isValid(String id) {
        return true;
    }

    @Override
    public boolean matches(Identity who, String aclId) {
        return who.id().equals(aclId);
    }

    @Override
    public boolean matches(Identity who, String aclId, Znode path, int permission) {
        asked.add(who.id() + ' ' + aclId + ' ' + path + ' ' + permission);
        return allowed.test(path.toString());
    }

    @Override
    public boolean isAuthenticated() {
        return true;
    }

    /** What was asked since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(asked);
        asked.clear();
        return taken;
    }

    /** The completion that was kept first. */
    AuthCompletion next() {
        return owed.removeFirst();
    }

    void accept(String id) {
        next().complete(AuthResult.accepted(identity(id)));
    }
}
