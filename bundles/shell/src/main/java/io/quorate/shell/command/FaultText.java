package io.quorate.shell.command;

import io.quorate.model.ErrorCode;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.KeeperFault;
import org.jspecify.annotations.Nullable;

/** The message of a refused operation. */
public final class FaultText {

    private FaultText() {}

    public static @Nullable String of(ClientFault fault) {
        return fault instanceof KeeperFault refusal ? of(refusal) : fault.getMessage();
    }

    private static @Nullable String of(KeeperFault fault) {
        return switch (fault.code()) {
            case ErrorCode.NO_NODE -> "Node does not exist: " + fault.path();
            case ErrorCode.NO_CHILDREN_FOR_EPHEMERALS ->
                    "Ephemerals cannot have children: " + fault.path();
            case ErrorCode.NODE_EXISTS -> "Node already exists: " + fault.path();
            case ErrorCode.NOT_EMPTY -> "Node not empty: " + fault.path();
            case ErrorCode.NOT_READ_ONLY -> "Not a read-only call: " + fault.path();
            case ErrorCode.INVALID_ACL -> "Acl is not valid : " + fault.path();
            case ErrorCode.NO_AUTH -> "Insufficient permission : " + fault.path();
            case ErrorCode.BAD_ARGUMENTS -> "Arguments are not valid : " + fault.path();
            case ErrorCode.BAD_VERSION -> "version No is not valid : " + fault.path();
            case ErrorCode.QUOTA_EXCEEDED -> "Quota has exceeded : " + fault.path();
            case ErrorCode.RECONFIG_IN_PROGRESS ->
                    "Another reconfiguration is in progress -- concurrent reconfigs not supported (yet)";
            case ErrorCode.NEW_CONFIG_NO_QUORUM ->
                    "No quorum of new config is connected and up-to-date with the leader of last commmitted config"
                            + " - try invoking reconfiguration after new servers are connected and synced";
            default -> fault.getMessage();
        };
    }
}
