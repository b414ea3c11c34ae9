package io.quorate.tls;

import java.util.HashMap;
import java.util.Map;

/** Settings for tests. */
final class Settings {

    private Settings() {}

    /** {@code keys}: name without prefix, value, name, value … */
    static TlsSettings of(Object... keys) throws TlsException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keys.length; i += 2) {
            values.put("ssl." + keys[i], keys[i + 1].toString());
        }
        return TlsSettings.of("ssl.", values::get);
    }
}
