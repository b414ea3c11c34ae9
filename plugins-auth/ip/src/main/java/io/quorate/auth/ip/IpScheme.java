package io.quorate.auth.ip;

import io.quorate.auth.AuthConnection;
import io.quorate.auth.AuthExchange;
import io.quorate.auth.AuthResult;
import io.quorate.auth.AuthScheme;
import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * The {@code ip} scheme: the address of the client, matched against {@code address} or {@code
 * address/bits}. Stateless, any thread.
 *
 * <p>Source: spec client-protocol section 9.1, semantics sections 7.2 and 7.3.
 */
@Component(
        configurationPid = "io.quorate.auth.ip",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = AuthScheme.SCHEME + "=" + IpScheme.NAME)
public final class IpScheme implements AuthScheme {

    /** Name of the scheme. */
    static final String NAME = "ip";

    @Override
    public String scheme() {
        return NAME;
    }

    /**
     * The server itself gives every connection its address, whether or not this plugin is there:
     * here a packet asks for what it has already.
     */
    @Override
    public AuthExchange begin(AuthConnection connection) {
        Identity address =
                new Identity(NAME, connection.remoteAddress().getAddress().getHostAddress());
        return AuthExchange.ofOneStep(credentials -> AuthResult.accepted(address));
    }

    @Override
    public boolean isValid(String id) {
        return AddressRange.parse(id) != null;
    }

    @Override
    public boolean matches(Identity who, String aclId) {
        AddressRange range = AddressRange.parse(aclId);
        byte[] address = AddressText.parse(who.id());
        return range != null && address != null && range.contains(address);
    }

    @Override
    public ToIntFunction<Identity> prepare(List<AclEntry> entries) {
        return new AddressTable(entries);
    }

    @Override
    public boolean isAuthenticated() {
        return false;
    }
}
