package io.quorate.tls;

/** A password. It says itself only to who asks for its characters. Immutable, any thread. */
public final class Secret {

    /** No characters at all, which some stores are written with. */
    static final Secret NONE = new Secret("");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** The password {@code text}. */
    public static Secret of(String text) {
        return text.isEmpty() ? NONE : new Secret(text);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    char[] characters() {
        return text.toCharArray();
    }

    @Override
    public String toString() {
        return isEmpty() ? "no secret" : "a secret";
    }
}
