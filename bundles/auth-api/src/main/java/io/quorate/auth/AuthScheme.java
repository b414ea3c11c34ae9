package io.quorate.auth;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One authentication scheme: credentials to identities, identities against the entries of an ACL.
 *
 * <p>An OSGi service with the property {@link #SCHEME}, found dynamically: while a scheme is absent
 * its entries match nobody and its credentials are refused; when it is back they work again, on
 * connections that stayed open too. {@code world}, {@code auth} and {@code super} are built into
 * the server and are no schemes of this kind.
 *
 * <p>Thread: any, several at once, the replica loop among them; {@link #connected} and {@link
 * #begin} the replica loop. Must not block, nor take longer than a few hashes: a scheme that needs
 * a directory server asks it on a thread of its own and completes the {@link AuthCompletion} later.
 * A scheme that throws, or returns null where a value is due, denies that one request and nothing
 * else; where it judges a connection, that costs the connection.
 *
 * <p>Source: spec semantics section 7, client-protocol section 9, docs/adr/0071.
 */
@ConsumerType
public interface AuthScheme {

    /** Service property with the value of {@link #scheme()}. */
    String SCHEME = "auth.scheme";

    /**
     * Name of the scheme in ACL entries and auth packets, for example {@code digest}. Constant, not
     * empty.
     */
    String scheme();

    /**
     * What it can do besides; constant, asked once when it comes up, before anything else. Null
     * counts as empty.
     */
    default Set<AuthCapability> capabilities() {
        return Set.of();
    }

    /**
     * A client has connected, before anything it asks is looked at. Called where the scheme has
     * {@link AuthCapability#CONNECTIONS}, once for each connection, also for those that come back
     * to their session. Connections that were there before the scheme are not made up for.
     *
     * @param connection whose it is
     * @param completion takes the identities the connection has from now on, or anything else,
     *     after which it is closed. Now or later: meanwhile the connection waits
     */
    default void connected(AuthConnection connection, AuthCompletion completion) {
        completion.complete(AuthResult.accepted());
    }

    /**
     * A connection sends its first packet for this scheme, or the first since its last exchange was
     * over. {@link AuthExchange#step} follows at once.
     *
     * @param connection whose it is
     * @return what judges this packet and those that follow; one object for each connection, unless
     *     nothing is remembered
     */
    AuthExchange begin(AuthConnection connection);

    /**
     * Whether an ACL entry may carry this id.
     *
     * @param id never null, any text
     */
    boolean isValid(String id);

    /**
     * Whether an identity of this scheme is meant by an ACL entry of this scheme.
     *
     * @param who identity of a connection; its scheme is {@link #scheme()}
     * @param aclId id of the entry; passed {@link #isValid} when it was stored, perhaps under
     *     another configuration
     */
    boolean matches(Identity who, String aclId);

    /**
     * The same with what the check is about. Asked instead where the scheme has {@link
     * AuthCapability#NODES}; entries are then asked one by one, at every check, and {@link
     * #prepare} never. The bits of the entry have been looked at: it grants {@code permission} if
     * this is true.
     *
     * <p>A write is checked by the server that leads, which must have the plugin and give the same
     * answers as the others. Nodes whose ACL is open to everybody are not asked for.
     *
     * @param path path the request names: the node; for CREATE and DELETE the one that is to come
     *     or go, though the entry is its parent's. For READ of a watch the node that has changed
     * @param permission bits of {@link io.quorate.model.Permission} of which one is enough
     */
    default boolean matches(Identity who, String aclId, Znode path, int permission) {
        return matches(who, aclId);
    }

    /**
     * Makes the entries of one ACL ready for many checks: what is answered gives for an identity of
     * this scheme the permissions of all entries that {@link #matches} would find, without looking
     * at each. Called once for an ACL that is checked again and again, while it is in use.
     *
     * @param entries those of the ACL that are of this scheme; immutable
     * @return any thread may ask it, and it never changes; null if {@link #matches} is to be asked
     *     entry by entry
     */
    default @Nullable ToIntFunction<Identity> prepare(List<AclEntry> entries) {
        return null;
    }

    /**
     * Whether identities of this scheme prove who the client is, so that an ACL entry {@code auth}
     * is expanded to them.
     */
    boolean isAuthenticated();

    /**
     * The part of an id that is fit for people ({@code whoAmI}); never a secret.
     *
     * @param id id of an identity of this scheme
     */
    default String user(String id) {
        return id;
    }
}
