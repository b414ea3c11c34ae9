package io.quorate.consensus.zab;

import io.quorate.peer.EnsembleSettings;

/** Reads the optional settings this plugin looks at. */
final class Settings {

    private Settings() {}

    /** A number of 0 or more; the default if it is not set. */
    static int number(EnsembleSettings settings, String key, int otherwise) {
        String text = settings.options().get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is \"" + text + "\", but it must be a number", e);
        }
    }
}
