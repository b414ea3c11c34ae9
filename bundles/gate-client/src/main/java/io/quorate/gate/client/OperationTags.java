package io.quorate.gate.client;

import io.quorate.model.OpCode;

/** The short names of operations in {@code cons}. Source: spec semantics section 13.3. */
final class OperationTags {

    private OperationTags() {}

    static String of(int op) {
        return switch (op) {
            case OpCode.CREATE_SESSION -> "SESS";
            case OpCode.PING -> "PING";
            case OpCode.SET_DATA -> "SETD";
            case OpCode.GET_DATA -> "GETD";
            case OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2 -> "GETC";
            case OpCode.GET_ALL_CHILDREN_NUMBER -> "GETACN";
            case OpCode.SYNC -> "SYNC";
            case OpCode.MULTI -> "MULT";
            case OpCode.RECONFIG -> "RECO";
            case OpCode.SET_WATCHES -> "SETW";
            case OpCode.ADD_WATCH -> "ADDW";
            case OpCode.WHO_AM_I -> "HOMI";
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_TTL, OpCode.CREATE_CONTAINER ->
                    "CREA";
            case OpCode.DELETE, OpCode.DELETE_CONTAINER -> "DELE";
            case OpCode.SET_ACL -> "SETA";
            case OpCode.GET_ACL -> "GETA";
            case OpCode.EXISTS -> "EXIS";
            case OpCode.GET_EPHEMERALS -> "GETE";
            case OpCode.CHECK -> "CHEC";
            case OpCode.MULTI_READ -> "MLTR";
            case OpCode.CLOSE_SESSION -> "CLOS";
            case OpCode.SET_WATCHES2 -> "STW2";
            case OpCode.CHECK_WATCHES -> "CHKW";
            case OpCode.REMOVE_WATCHES -> "REMW";
            case OpCode.AUTH, OpCode.SASL, OpCode.NOTIFICATION, OpCode.ERROR -> "NA";
            default -> "NA";
        };
    }
}
