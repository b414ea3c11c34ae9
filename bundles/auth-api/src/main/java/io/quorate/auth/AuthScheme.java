package io.quorate.auth;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One authentication scheme: credentials to identities, identities against the entries of an ACL.
 *
 * <p>An OSGi service with the property {@link #SCHEME}, found dynamically: while a scheme is absent
 * its entries match nobody and its credentials are refused; when it is back they work again, on
 * connections that stayed open too. {@code world}, {@code auth} and {@code super} are built into
 * the server and are no schemes of this kind.
 *
 * <p>Thread: any, several at once, the replica loop among them. Must not block, nor take longer
 * than a few hashes: whoever needs a directory server asks it beforehand. A scheme that throws, or
 * returns null where a value is due, denies that one request and nothing else.
 *
 * <p>Source: spec semantics section 7, client-protocol section 9.
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
     * Judges the credentials of an auth packet.
     *
     * @param connection where they came from; valid during the call only
     * @param credentials as sent, 0 to frame limit bytes; null if the client sent none; not to be
     *     changed
     * @return identities to add to the connection, or a refusal, after which the connection is
     *     closed
     */
    AuthResult authenticate(AuthConnection connection, byte[] credentials);

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
     * Makes the entries of one ACL ready for many checks: what is answered gives for an identity of
     * this scheme the permissions of all entries that {@link #matches} would find, without looking
     * at each. Called once for an ACL that is checked again and again, while it is in use.
     *
     * @param entries those of the ACL that are of this scheme; immutable
     * @return any thread may ask it, and it never changes; null if {@link #matches} is to be asked
     *     entry by entry
     */
    default ToIntFunction<Identity> prepare(List<AclEntry> entries) {
        return null;
    }

    /**
     * Whether identities of this scheme prove who somebody is, so that an ACL entry {@code auth} is
     * expanded to them.
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
