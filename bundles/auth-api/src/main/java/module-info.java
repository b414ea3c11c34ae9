/**
 * The contract of an authentication scheme: credentials to identities, identities against ACL
 * entries. Imports the model; imported by auth plugins, the tree and the replica.
 */
open module io.quorate.auth {
    requires static osgi.annotation;
    requires static org.jspecify;
    requires transitive io.quorate.model;

    exports io.quorate.auth;
}
