package io.quorate.election.kit;

import io.quorate.model.Role;

/** The numbers of roles on the wire. Source: spec quorum-protocol section 4. */
public final class RoleNumbers {

    private RoleNumbers() {}

    /** The role with a number; null if there is none. */
    public static Role role(int number) {
        return switch (number) {
            case 0 -> Role.LOOKING;
            case 1 -> Role.FOLLOWING;
            case 2 -> Role.LEADING;
            case 3 -> Role.OBSERVING;
            default -> null;
        };
    }

    /** The number of a role. */
    public static int number(Role role) {
        return switch (role) {
            case LOOKING -> 0;
            case FOLLOWING -> 1;
            case LEADING -> 2;
            case OBSERVING -> 3;
        };
    }
}
