package io.quorate.shell;

/** Somebody to whom command lines can be said. */
interface Dialogue extends AutoCloseable {

    Transcript.Step say(String line) throws Exception;
}
