package io.quorate.tools.verify;

/**
 * Something that is not as it should be, or worth knowing.
 *
 * @param what one sentence, with file and offset where there are some
 * @param mend what mends it, by whom; empty where nothing has to be done
 */
public record Finding(Severity severity, String what, String mend) {

    /** How much it matters. The worst one is the result of a check. */
    public enum Severity {
        /** Nothing is wrong. */
        NOTE("note"),
        /** The directory can be used; something in it should be looked after. */
        ATTENTION("attention"),
        /** A server does not start on it, or cannot count on what it has. */
        UNUSABLE("unusable");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        /** How reports call it. */
        public String word() {
            return word;
        }
    }
}
