/**
 * Values of the protocol: zxids, znode paths, stats, ACLs, requests, transactions, outcomes, error
 * codes. Imports nothing of Quorate; imported by every module.
 */
open module io.quorate.model {
    requires static osgi.annotation;
    requires static org.jspecify;

    exports io.quorate.model;
}
