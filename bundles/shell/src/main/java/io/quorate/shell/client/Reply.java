package io.quorate.shell.client;

import io.quorate.wire.JuteReader;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call.
 *
 * @param error an {@link io.quorate.model.ErrorCode}; not 0 means that there is no body
 * @param body positioned behind the reply header; null for a call that got no answer
 */
record Reply(int error, @Nullable JuteReader body) {}
