package io.quorate.tls;

import java.util.Locale;

/** How a file of keys or certificates is written. */
enum StoreFormat {
    JKS(".jks"),
    PEM(".pem"),
    PKCS12(".p12"),
    BCFKS(".bcfks");

    private final String ending;

    StoreFormat(String ending) {
        this.ending = ending;
    }

    /**
     * As the key says or, where it says nothing, as the ending of the file's name does.
     *
     * @param key name of the store's keys, say {@code ssl.keyStore}
     * @param type what {@code <key>.type} is; empty: not set
     * @throws TlsException if neither says anything that is known
     */
    static StoreFormat of(String key, String type, String location) throws TlsException {
        StoreFormat found = null;
        for (StoreFormat format : values()) {
            if (type.isEmpty()
                    ? location.endsWith(format.ending)
                    : format.name().equals(type.toUpperCase(Locale.ROOT))) {
                found = format;
            }
        }
        if (found == null) {
            throw new TlsException(
                    type.isEmpty()
                            ? key
                                    + ".location is "
                                    + location
                                    + ", whose name does not end in .pem, .p12 or .jks; set "
                                    + key
                                    + ".type to PEM, PKCS12 or JKS"
                            : key + ".type is " + type + ", but it must be PEM, PKCS12 or JKS");
        }
        if (found == BCFKS) {
            throw new TlsException(
                    key + ": this version cannot read " + location + ", a store of the kind BCFKS");
        }
        return found;
    }
}
