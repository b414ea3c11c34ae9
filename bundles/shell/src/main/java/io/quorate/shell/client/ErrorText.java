package io.quorate.shell.client;

import io.quorate.model.ErrorCode;

/**
 * The names under which error codes are known to users of ZooKeeper's client. Source: spec
 * client-protocol section 11.
 */
final class ErrorText {

    private ErrorText() {}

    static String of(int code) {
        return switch (code) {
            case ErrorCode.SYSTEM_ERROR -> "SystemError";
            case ErrorCode.RUNTIME_INCONSISTENCY -> "RuntimeInconsistency";
            case ErrorCode.DATA_INCONSISTENCY -> "DataInconsistency";
            case ErrorCode.CONNECTION_LOSS -> "ConnectionLoss";
            case ErrorCode.MARSHALLING_ERROR -> "MarshallingError";
            case ErrorCode.UNIMPLEMENTED -> "Unimplemented";
            case ErrorCode.OPERATION_TIMEOUT -> "OperationTimeout";
            case ErrorCode.BAD_ARGUMENTS -> "BadArguments";
            case ErrorCode.NEW_CONFIG_NO_QUORUM -> "NewConfigNoQuorum";
            case ErrorCode.RECONFIG_IN_PROGRESS -> "ReconfigInProgress";
            case ErrorCode.API_ERROR -> "APIError";
            case ErrorCode.NO_NODE -> "NoNode";
            case ErrorCode.NO_AUTH -> "NoAuth";
            case ErrorCode.BAD_VERSION -> "BadVersion";
            case ErrorCode.NO_CHILDREN_FOR_EPHEMERALS -> "NoChildrenForEphemerals";
            case ErrorCode.NODE_EXISTS -> "NodeExists";
            case ErrorCode.NOT_EMPTY -> "Directory not empty";
            case ErrorCode.SESSION_EXPIRED -> "Session expired";
            case ErrorCode.INVALID_CALLBACK -> "Invalid callback";
            case ErrorCode.INVALID_ACL -> "InvalidACL";
            case ErrorCode.AUTH_FAILED -> "AuthFailed";
            case ErrorCode.SESSION_MOVED -> "Session moved";
            case ErrorCode.NOT_READ_ONLY -> "Not a read-only call";
            case ErrorCode.EPHEMERAL_ON_LOCAL_SESSION -> "Ephemeral node on local session";
            case ErrorCode.NO_WATCHER -> "No such watcher";
            case ErrorCode.REQUEST_TIMEOUT -> "Request timed out";
            case ErrorCode.RECONFIG_DISABLED -> "Reconfig is disabled";
            case ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH ->
                    "Session closed because client failed to authenticate";
            case ErrorCode.QUOTA_EXCEEDED -> "Quota has exceeded";
            case ErrorCode.THROTTLED_OP -> "Op throttled due to high load";
            default -> "Unknown error " + code;
        };
    }
}
