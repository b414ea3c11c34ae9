package io.quorate.auth;

/**
 * What a scheme can do beyond judging credentials and entries. It says so when it comes up ({@link
 * AuthScheme#capabilities}); the server asks nothing of a scheme, and lets it do nothing, that it
 * has not said.
 *
 * <p>Source: docs/adr/0071.
 */
public enum AuthCapability {

    /** It is called for every new connection: {@link AuthScheme#connected}. */
    CONNECTIONS,

    /**
     * Its entries are matched with the path and the permission in view: {@link
     * AuthScheme#matches(io.quorate.model.Identity, String, io.quorate.model.Znode, int)}. Every
     * check of an ACL with such an entry then calls the scheme; entries of other schemes stay as
     * fast as they are.
     */
    NODES,

    /**
     * It may grant {@link io.quorate.model.Identity#SUPER}. The configuration can withhold this
     * ({@code quorate.auth.superUserSchemes}); what is granted without it is left out, and the log
     * says so.
     */
    SUPER_USER
}
