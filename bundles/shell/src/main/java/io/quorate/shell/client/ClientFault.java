package io.quorate.shell.client;

/** An operation that was refused, by the server or before it was asked. */
public abstract sealed class ClientFault extends Exception permits KeeperFault, PathFault {

    private static final long serialVersionUID = 1L;

    ClientFault(String message) {
        super(message);
    }
}
